"""What waits for a coordinator."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from referrals.models import Referral
from referrals.queries import uk_date
from volunteers.models import Match, Volunteer

A_LOG_IS_OVERDUE_AFTER = timedelta(days=14)


def waiting_without_proposal(user: User):
    """Accepted mums for whom nobody has been asked, the longest wait first."""
    live = Match.objects.live().filter(referral=OuterRef("pk"))
    seen = Referral.objects.visible_to(user).filter(at_sites_of(user, roles.WORK_CASES))
    waiting = seen.waiting().filter(~Exists(live))
    return waiting.select_related("parent", "site").order_by("status_since", "pk")


def open_proposals(user: User):
    proposed = Match.objects.visible_to(user).proposed()
    return proposed.select_related("referral__parent", "volunteer").order_by("status_since", "pk")


def overdue_logs(user: User, *, now: datetime):
    """Active matches from which nothing was heard for two weeks, the longest silence first."""
    before = now - A_LOG_IS_OVERDUE_AFTER
    silent = Q(last_held__lte=uk_date(before)) | Q(last_held__isnull=True, started_at__lte=before)
    active = Match.objects.visible_to(user).active().annotate(last_held=Max("session__held_on"))
    quiet = active.filter(silent).select_related("referral__parent", "volunteer")
    return quiet.order_by("last_held", "started_at", "pk")


def private_notes(user: User):
    """Safety reasons that volunteers gave for a no, until a coordinator has seen them."""
    worked = at_sites_of(user, roles.WORK_CASES, "referral__site")
    noted = Match.objects.visible_to(user).filter(
        worked, safety_note__isnull=False, safety_note_seen_at__isnull=True
    )
    return noted.select_related("referral__parent", "volunteer").order_by("-status_since")


def new_enquiries(user: User):
    seen = Volunteer.objects.visible_to(user).enquiries()
    return seen.select_related("site").order_by("status_since", "pk")


def found(user: User, text: str):
    """Volunteers whose name holds every one of these words."""
    hits = Volunteer.objects.visible_to(user)
    for word in text.split()[:5]:
        hits = hits.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    return hits.order_by("first_name", "last_name", "pk")

"""What waits for a coordinator."""

from django.db.models import Exists, OuterRef, Q, Subquery
from phonenumber_field.phonenumber import to_python

from pim.access import roles
from pim.access.encryption import blind_index
from pim.access.scope import at_sites_of
from pim.models import User
from referrals.enums import LossKind
from referrals.models import Referral
from referrals.queries import has_a_loss
from volunteers.models import Match, NotTogether, Volunteer
from volunteers.models.scopes import NOBODY
from volunteers.queries.covering import asked_or_there
from volunteers.queries.groups import wants_only_a_group


def waiting_without_proposal(user: User):
    """Accepted mums for whom nobody has been asked, the longest wait first. Who waits again keeps
    the place she had; who would like a group and no volunteer waits elsewhere. Nobody is looked
    for once she has died."""
    live = asked_or_there().filter(referral=OuterRef("pk"))
    seen = Referral.objects.visible_to(user).filter(at_sites_of(user, roles.WORK_CASES))
    waiting = seen.waiting().filter(~Exists(live), ~wants_only_a_group(), ~_has_died())
    return waiting.select_related("parent", "site").order_by("accepted_at", "pk")


def may_be_found_somebody(user: User, referral: Referral) -> bool:
    """One query."""
    return waiting_without_proposal(user).filter(pk=referral.pk).exists()


def _has_died() -> Exists:
    return has_a_loss(kind=LossKind.SHE_DIED)


def open_proposals(user: User):
    proposed = Match.objects.visible_to(user).proposed()
    return proposed.select_related("referral__parent", "volunteer").order_by("status_since", "pk")


def matches_not_to_be(user: User):
    """A match goes on between two of whom it was said since that they are not to be together."""
    said = NotTogether.objects.standing().filter(
        parent=OuterRef("referral__parent"), volunteer=OuterRef("volunteer")
    )
    worked = at_sites_of(user, roles.WORK_CASES, "referral__site")
    going_on = Match.objects.visible_to(user).active().filter(worked)
    found = going_on.annotate(said_at=Subquery(said.order_by("noted_at").values("noted_at")[:1]))
    rows = found.filter(said_at__isnull=False).select_related("referral__parent", "volunteer")
    return rows.order_by("said_at", "pk")


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
    """Volunteers whose name holds every one of these words, or with this whole phone or e-mail:
    of those, which rest encrypted, only the fingerprint can be looked for."""
    phone = to_python(text, region="GB")
    typed = [text, phone.as_e164] if phone and phone.national_number else [text]
    prints = [blind_index(one) for one in typed]
    named = ~NOBODY
    for word in text.split()[:5]:
        named &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    reached = Q(email_index__in=prints) | Q(phone_index__in=prints)
    hits = Volunteer.objects.visible_to(user).filter(named | reached)
    return hits.order_by("first_name", "last_name", "pk")

"""What others ask about volunteers and matches, in a number of queries that does not grow."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, Model, OuterRef, Q

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import Site, User
from referrals.enums import ContactChannel, Situation
from referrals.models import Referral, SafeContact
from referrals.queries import safe_contacts, uk_date
from volunteers.enums import LIVE, REQUIRED_CHECKS, SAID_NO, MatchStatus, VolunteerStatus, WhyNot
from volunteers.matching import Candidate, Exclusion, Need, Offer, excluded, rank
from volunteers.models import Check, Match, MatchEvent, Session, Volunteer

A_LOG_IS_OVERDUE_AFTER = timedelta(days=14)
NEWS_STAYS = timedelta(days=14)
STILL_ON_HER_MIND = timedelta(days=183)


# --- Places and checks ----------------------------------------------------------------------
def free_capacity(volunteer: Volunteer) -> int:
    """How many more mums she can take on: her capacity less live matches and open proposals."""
    busy = getattr(volunteer, "busy", None)  # from ``with_standing``
    if busy is None:
        busy = Match.objects.live().filter(volunteer=volunteer).count()
    return max(0, volunteer.capacity - busy)


def newest_checks(volunteer: Volunteer) -> list[Check]:
    """Of each kind the one that counts."""
    if not hasattr(volunteer, "newest_checks"):
        return list(Check.objects.newest().filter(volunteer=volunteer))
    return volunteer.newest_checks


def required_checks(volunteer: Volunteer) -> dict[str, Check | None]:
    """Each check she must have, and the newest of that kind."""
    newest = {check.kind: check for check in newest_checks(volunteer)}
    return {kind: newest.get(kind) for kind in REQUIRED_CHECKS}


def checks_valid(volunteer: Volunteer, *, on: date) -> bool:
    return not missing_checks(volunteer, on=on)


def missing_checks(volunteer: Volunteer, *, on: date) -> list[str]:
    """The required checks that are not there or no longer hold, as labels."""
    return [
        kind.label
        for kind, check in required_checks(volunteer).items()
        if check is None or not check.holds_on(on)
    ]


def checks_valid_until(volunteer: Volunteer) -> date | None:
    """The first day on which a required check has to be renewed; None if no such day is set."""
    required = required_checks(volunteer).values()
    return min((check.recheck_on for check in required if check and check.recheck_on), default=None)


# --- Needs and offers -----------------------------------------------------------------------
def offer_of(volunteer: Volunteer, *, on: date) -> Offer:
    """Costs nothing for a volunteer read ``with_standing``."""
    return Offer(
        volunteer=str(volunteer.pk),
        site=str(volunteer.site_id),
        district=volunteer.postcode_district or "",
        travels_to=frozenset(volunteer.travels_to),
        languages=frozenset(volunteer.languages),
        formats=frozenset(volunteer.formats),
        times=frozenset(volunteer.times),
        experience=frozenset(volunteer.experience),
        rather_not=frozenset(volunteer.rather_not),
        free=free_capacity(volunteer),
        checks_valid=checks_valid(volunteer, on=on),
        on_break=volunteer.status == VolunteerStatus.ON_BREAK,
    )


def need_of(referral: Referral, *, on: date) -> Need:
    """One query, if the referral was read with its parent."""
    return Need(
        referral=str(referral.pk),
        site=str(referral.site_id),
        district=referral.parent.postcode_district or "",
        language=referral.parent.language,
        needs_interpreter=referral.parent.needs_interpreter,
        formats=frozenset(referral.formats),
        times=frozenset(referral.times),
        wishes=frozenset(referral.wishes),
        baby_weeks=baby_weeks(referral, on=on),
        waiting_days=(on - uk_date(referral.status_since)).days,
        excluded_volunteers=never_again(referral),
    )


def baby_weeks(referral: Referral, *, on: date) -> int | None:
    """The baby's age in whole weeks, below 0 before the due date. Never counted after a loss."""
    if referral.situation == Situation.LOSS:
        return None
    if referral.born_on:
        return (on - referral.born_on).days // 7
    if referral.due_on and referral.due_on >= on:
        return -((referral.due_on - on).days // 7) - 1
    return None


def never_again(referral: Referral) -> frozenset[str]:
    """Volunteers not to be put together with her: one of them said no, or it has ended."""
    said_no = MatchEvent.objects.filter(match=OuterRef("pk"), reason__in=SAID_NO)
    refused = Q(status=MatchStatus.NOT_GOING_AHEAD) & Exists(said_no)
    ended = Q(status=MatchStatus.ENDED, referral=referral)
    earlier = Match.objects.filter(referral__parent=referral.parent_id).filter(refused | ended)
    return frozenset(str(pk) for pk in earlier.values_list("volunteer", flat=True))


def suggestions(
    referral: Referral, user: User, *, on: date
) -> tuple[list[Candidate], list[Exclusion], dict[str, Volunteer]]:
    """Who may be proposed to her, who may not, and the volunteers by id. Three queries."""
    rows = Volunteer.objects.visible_to(user).considered_for(referral).with_standing()
    by_id = {str(volunteer.pk): volunteer for volunteer in rows}
    offers = [offer_of(volunteer, on=on) for volunteer in by_id.values()]
    need = need_of(referral, on=on)
    return rank(need, offers), excluded(need, offers), by_id


# --- What waits for a person ----------------------------------------------------------------
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


# --- A volunteer's own page -----------------------------------------------------------------
def matches_of(user: User):
    """Her live matches, with what her pages show of them."""
    hers = Match.objects.visible_to(user).of_volunteer(user)
    return hers.filter(status__in=LIVE).select_related("referral__parent", "referral__programme")


def mums_of(user: User):
    """The referrals of the mums she is there for now."""
    hers = Match.objects.visible_to(user).of_volunteer(user).active()
    return Referral.objects.filter(pk__in=hers.values("referral"))


def mums_of_late(user: User, *, now: datetime):
    """Those she was there for until lately, with ``until``. A worry may come afterwards."""
    since = Q(match__ended_at__gt=now - STILL_ON_HER_MIND)
    hers = Match.objects.of_volunteer(user).filter(status=MatchStatus.ENDED)
    ended = Referral.objects.filter(pk__in=hers.values("referral"))
    by_her = since & Q(match__in=hers)
    return ended.annotate(until=Max("match__ended_at", filter=by_her)).filter(until__isnull=False)


def not_going_ahead(user: User, *, now: datetime) -> list[date]:
    """When proposals were made that came to nothing lately, unless she said no herself."""
    hers = Match.objects.of_volunteer(user).filter(status_since__gt=now - NEWS_STAYS)
    by_her = MatchEvent.objects.filter(match=OuterRef("pk"), reason=WhyNot.VOLUNTEER)
    gone = hers.filter(~Exists(by_her), status=MatchStatus.NOT_GOING_AHEAD)
    proposed = gone.order_by("proposed_at").values_list("proposed_at", flat=True)
    return [uk_date(at) for at in proposed]


def desk_of(user: User) -> Site | None:
    """The site a volunteer rings."""
    her = Volunteer.objects.of_user(user).select_related("site").first()
    return her.site if her else None


def sessions_of(user: User):
    """What was logged on her live matches, the newest first."""
    hers = Session.objects.visible_to(user).filter(match__in=matches_of(user))
    return hers.select_related("match__referral__parent").order_by("-held_on", "-logged_at")


def contacts_for_volunteer(match: Match) -> list[SafeContact]:
    """The safe ways a volunteer may use. Letters are ours to write."""
    ways = safe_contacts(match.referral)
    return [contact for contact in ways if contact.channel != ContactChannel.LETTER]


def labels(record: Model, field: str) -> list[str]:
    """The labels of a list of codes, in the order of the choices."""
    chosen = getattr(record, field)
    choices = record._meta.get_field(field).base_field.choices
    return [label for code, label in choices if code in chosen]

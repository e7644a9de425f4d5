"""Groups, who belongs to them, and who waits for a place."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import User
from referrals.enums import ACCEPTED, OPEN, Status, SupportKind
from referrals.models import Referral, Triage
from volunteers.enums import Attendance, MatchKind, VolunteerRole, VolunteerStatus
from volunteers.models import (
    GroupAttendance,
    GroupHelper,
    GroupPlace,
    GroupSession,
    Match,
    Session,
    SupportGroup,
    Volunteer,
)
from volunteers.models.scopes import of_her
from volunteers.queries.running import per_programme

WANTS_A_GROUP = (SupportKind.GROUP, SupportKind.BOTH)


def wants_only_a_group() -> Exists:
    """She said in her first call that a group is what she would like, and no volunteer."""
    said = Triage.objects.filter(referral=OuterRef("pk"), support_kind=SupportKind.GROUP)
    return Exists(said)


def waiting_for_a_group(user: User) -> QuerySet[Referral]:
    """Accepted mums who would like a group and have no place, the longest wait first."""
    said = Triage.objects.filter(referral=OuterRef("pk"), support_kind__in=WANTS_A_GROUP)
    ever = GroupPlace.objects.filter(referral=OuterRef("pk"))
    seen = Referral.objects.visible_to(user).filter(at_sites_of(user, roles.WORK_CASES))
    rows = seen.filter(Exists(said), ~Exists(ever.filter(left_on__isnull=True)))
    # Who waits no longer for anything else, and has been in a group, has had it.
    still = Q(status=Status.WAITING) | ~Exists(ever)
    accepted = rows.filter(still, status__in=ACCEPTED)
    return accepted.select_related("parent", "site").order_by("accepted_at", "pk")


def may_join(user: User, group: SupportGroup) -> QuerySet[Referral]:
    """Accepted mums of its site who have no place in it. Who asked for a group comes first."""
    inside = GroupPlace.objects.taken().filter(referral=OuterRef("pk"), group=group)
    seen = Referral.objects.visible_to(user).accepted().filter(site=group.site)
    asked_first = Case(When(triage__support_kind__in=WANTS_A_GROUP, then=0), default=1)
    rows = seen.filter(~Exists(inside)).select_related("parent", "triage")
    return rows.order_by(asked_first, "accepted_at", "pk")


def may_help(user: User, group: SupportGroup) -> QuerySet[Volunteer]:
    helping = GroupHelper.objects.filter(
        volunteer=OuterRef("pk"), group=group, until_on__isnull=True
    )
    rows = Volunteer.objects.visible_to(user).filter(
        ~Exists(helping),
        site=group.site,
        status=VolunteerStatus.AVAILABLE,
        roles__contains=[VolunteerRole.GROUP],
    )
    return rows.order_by("first_name", "last_name", "pk")


def places_of(group: SupportGroup) -> QuerySet[GroupPlace]:
    """Who belongs to it now. A place ends with her referral, whatever a row still says."""
    taken = GroupPlace.objects.taken().filter(group=group, referral__status__in=OPEN)
    return taken.select_related("referral__parent", "referral__site").order_by("joined_on", "pk")


def in_register(group: SupportGroup, day: date | None) -> QuerySet[GroupPlace]:
    """Who belongs to it now, and who came that day and has left since: she did come."""
    came = GroupAttendance.objects.filter(session__group=group, session__held_on=day)
    now = Q(left_on__isnull=True, referral__status__in=OPEN)
    there = GroupPlace.objects.filter(now | Q(pk__in=came.values("place")), group=group)
    return there.select_related("referral__parent", "referral__site").order_by("joined_on", "pk")


def taken_places(group: SupportGroup) -> int:
    return places_of(group).count()


def place_of(referral: Referral) -> GroupPlace | None:
    taken = GroupPlace.objects.taken().filter(referral=referral, group__ended_on__isnull=True)
    return taken.select_related("group").order_by("joined_on", "pk").first()


def is_only_in_a_group(referral: Referral) -> bool:
    """A group is her support: she neither has a volunteer nor waits for one."""
    if referral.status not in (Status.MATCHED, Status.IN_SUPPORT, Status.ENDING):
        return False
    has_volunteer = Match.objects.active().filter(referral=referral, kind=MatchKind.MAIN)
    return place_of(referral) is not None and not has_volunteer.exists()


def group_endings_to_plan(user: User, on: date) -> QuerySet[GroupPlace]:
    """The planned end is near for a mum whose support is a group alone."""
    has_volunteer = Match.objects.active().filter(
        referral=OuterRef("referral"), kind=MatchKind.MAIN
    )
    begun = Q(referral__status__in=(Status.MATCHED, Status.IN_SUPPORT, Status.ENDING))
    near = per_programme(
        "ending_notice_days",
        lambda days: Q(referral__planned_end_on__lte=on + timedelta(days=days)),
    )
    taken = GroupPlace.objects.visible_to(user).taken().filter(begun, near, ~Exists(has_volunteer))
    return taken.select_related("referral__parent", "group").order_by(
        "referral__planned_end_on", "pk"
    )


def times_she_came(place: GroupPlace) -> int:
    return GroupAttendance.objects.filter(place=place).count()


def left_behind() -> QuerySet[GroupPlace]:
    """Places of mums whose referral is closed."""
    return GroupPlace.objects.taken().exclude(referral__status__in=OPEN)


def helpers_of(group: SupportGroup) -> QuerySet[GroupHelper]:
    now = GroupHelper.objects.filter(group=group, until_on__isnull=True)
    return now.select_related("volunteer").order_by("since_on", "pk")


def meetings_of(group: SupportGroup) -> QuerySet[GroupSession]:
    rows = GroupSession.objects.filter(group=group).annotate(came=Count("groupattendance"))
    return rows.select_related("recorded_by").order_by("-held_on")


# --- a helper's own pages -------------------------------------------------------------------
def groups_she_helps_in(user: User) -> QuerySet[SupportGroup]:
    """While she helps, the group runs and she is with us."""
    helping = GroupHelper.objects.filter(
        of_her(user, "volunteer__user"), group=OuterRef("pk"), until_on__isnull=True
    ).exclude(volunteer__status=VolunteerStatus.LEFT)
    running = SupportGroup.objects.running().filter(Exists(helping))
    return running.select_related("site").order_by("name", "pk")


def mums_of_her_groups(user: User) -> QuerySet[Referral]:
    """Those about whom a helper may raise a worry by first name."""
    places = GroupPlace.objects.taken().filter(group__in=groups_she_helps_in(user))
    return Referral.objects.filter(pk__in=places.values("referral"), status__in=OPEN)


# --- for reports ----------------------------------------------------------------------------
@dataclass(frozen=True)
class KindsOfSupport:
    """How many women had which. ``both`` are among the two before it; each woman is one."""

    women: int
    one_to_one: int
    group: int
    both: int


def kinds_of_support(
    referrals: QuerySet[Referral], *, since: date | None = None, until: date | None = None
) -> KindsOfSupport:
    """One woman in a group and one-to-one is one person with two kinds of support, also where
    they belong to two of her referrals. What counts is that she met somebody."""
    day = {"held_on__gte": since, "held_on__lte": until}
    held = {key: value for key, value in day.items() if value is not None}
    met = Session.objects.filter(attendance=Attendance.HAPPENED, **held)
    came = GroupAttendance.objects.filter(
        **{f"session__{key}": value for key, value in held.items()}
    )
    alone = _women(referrals.filter(pk__in=met.values("match__referral")))
    together = _women(referrals.filter(pk__in=came.values("place__referral")))
    return KindsOfSupport(len(alone | together), len(alone), len(together), len(alone & together))


def _women(referrals: QuerySet[Referral]) -> set:
    return set(referrals.values_list("parent", flat=True))

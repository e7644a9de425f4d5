"""The hours volunteers give, from what was noted anyway. Nobody fills in a timesheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.models import Site, User
from volunteers.enums import Attendance
from volunteers.models import GroupHelper, Session, Supervision, TrainingAttendance, Volunteer


@dataclass(frozen=True)
class Hours:
    """In minutes."""

    sessions: int = 0
    groups: int = 0
    training: int = 0
    supervision: int = 0

    @property
    def total(self) -> int:
        return self.sessions + self.groups + self.training + self.supervision


def hours_of(volunteer: Volunteer, *, since: date, until: date) -> Hours:
    """Both days counted. Four queries."""
    return _hours(Q(pk=volunteer.pk), "pk", since, until).get(volunteer.pk, Hours())


def hours_by_site(user: User, *, since: date, until: date) -> Mapping[Site, Hours]:
    """For the sites whose volunteers she sees. Five queries, however many volunteers."""
    sites = Site.objects.where(user, roles.SEE_VOLUNTEERS).order_by("name")
    given = _hours(at_sites_of(user, roles.SEE_VOLUNTEERS), "site", since, until)
    return {site: given.get(site.pk, Hours()) for site in sites}


def _hours(who: Q, key: str, since: date, until: date) -> dict[UUID, Hours]:
    volunteers = Volunteer.objects.filter(who)
    sums = {
        "sessions": _summed(_sessions(since, until), "match__volunteer", key, volunteers),
        "groups": _summed(_groups(since, until), "volunteer", key, volunteers),
        "training": _summed(_training(since, until), "enrolment__volunteer", key, volunteers),
        "supervision": _summed(_talks(since, until), "volunteer", key, volunteers),
    }
    keys = {one for by_key in sums.values() for one in by_key}
    return {
        one: Hours(**{part: by_key.get(one, 0) for part, by_key in sums.items()}) for one in keys
    }


def _summed(
    rows: tuple[QuerySet, str], path: str, key: str, volunteers: QuerySet
) -> dict[UUID, int]:
    """The minutes by volunteer or by site, whatever ``key`` names."""
    counted, minutes = rows
    mine = counted.filter(**{f"{path}__in": volunteers})
    by_key = mine.order_by().values(one=F(f"{path}__{key}")).annotate(sum=Sum(minutes))
    return {line["one"]: line["sum"] or 0 for line in by_key}


def _sessions(since: date, until: date) -> tuple[QuerySet, str]:
    held = Session.objects.filter(attendance=Attendance.HAPPENED, held_on__range=(since, until))
    return held, "minutes"


def _groups(since: date, until: date) -> tuple[QuerySet, str]:
    """Each meeting of a group in the time in which she helped there."""
    meeting = "group__groupsession__"
    was_helping = Q(until_on__isnull=True) | Q(until_on__gte=F(f"{meeting}held_on"))
    held = GroupHelper.objects.filter(
        was_helping,
        since_on__lte=F(f"{meeting}held_on"),
        **{f"{meeting}held_on__range": (since, until), f"{meeting}fell_through": False},
    )
    return held, f"{meeting}minutes"


def _training(since: date, until: date) -> tuple[QuerySet, str]:
    days = TrainingAttendance.objects.filter(training_day__held_on__range=(since, until))
    return days, "minutes"


def _talks(since: date, until: date) -> tuple[QuerySet, str]:
    return Supervision.objects.filter(held_on__range=(since, until)), "minutes"

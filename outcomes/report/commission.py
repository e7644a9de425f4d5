"""What only a commissioner asks besides: who came from where, who was reached, and by how many
volunteers."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from outcomes.report.scope import Scope
from referrals.enums import ClosedReason, Source, Status
from volunteers.enums import WITH_US, ExpenseKind, VolunteerStatus
from volunteers.models import Expense, GroupPlace, Match, Volunteer, VolunteerEvent

FEW = 8
"""In groups of fewer, figures begin to tell about single people."""

WITH_INTERPRETER, OTHER_LANGUAGE, ENGLISH = "interpreter", "other", "english"


class Reached(NamedTuple):
    """How far those came who are alike in all that is counted here."""

    source: str
    referrer: str
    age: str
    situation: str
    language: str
    interpreter: bool
    site: str
    asked: int
    accepted: int
    matched: int
    ended: int
    """Were matched, and it is over."""
    as_planned: int

    @property
    def speaks(self) -> str:
        """In words of our own: she may have written any language."""
        if self.interpreter:
            return WITH_INTERPRETER
        return ENGLISH if self.language.strip().lower() in ("", "english") else OTHER_LANGUAGE

    @property
    def through(self) -> str:
        """Which profession referred her, or how else she came."""
        return self.referrer if self.source == Source.PROFESSIONAL else self.source


class Group(NamedTuple):
    """Those in one group, or in several put together."""

    keys: tuple[Any, ...]
    asked: int
    accepted: int
    matched: int
    ended: int
    as_planned: int

    def and_(self, other: "Group") -> "Group":
        pairs = zip(self[1:], other[1:], strict=True)
        return Group(self.keys + other.keys, *(one + more for one, more in pairs))


class Volunteers(NamedTuple):
    """The first two today, the others in the period."""

    active: int
    in_training: int
    signed_off: int
    left: int
    miles: float


@dataclass(frozen=True)
class Commission:
    reached: list[Reached]
    volunteers: Volunteers

    def by(self, trait: Callable[[Reached], Hashable]) -> list[Group]:
        """In the order of what they are grouped by."""
        groups: dict[Any, Group] = {}
        for one in self.reached:
            key = trait(one)
            found = Group((), *one[-5:])
            groups[key] = groups.get(key, Group((key,), 0, 0, 0, 0, 0)).and_(found)
        return sorted(groups.values(), key=lambda group: str(group.keys))

    @cached_property
    def sources(self) -> list[Group]:
        return sorted(self.by(lambda one: (one.source, one.through)), key=lambda g: -g.asked)


def none_small(groups: Iterable[Group]) -> list[Group]:
    """Each small group together with the next smallest, so that nobody stands out, all are
    counted, and nothing is left that could be subtracted."""
    left = sorted(groups, key=lambda group: group.asked)
    while len(left) > 1 and left[0].asked < FEW:
        left = sorted([left[0].and_(left[1]), *left[2:]], key=lambda group: group.asked)
    return sorted(left, key=lambda group: str(group.keys))


def commission(scope: Scope) -> Commission:
    """Four queries, however many women and volunteers."""
    return Commission(_reached(scope), _volunteers(scope))


def _reached(scope: Scope) -> list[Reached]:
    alike = (
        "source",
        "referrer__role",
        "parent__age_band",
        "situation",
        "parent__language",
        "parent__needs_interpreter",
        "site__name",
    )
    matches = Match.objects.filter(referral=OuterRef("pk"), started_at__isnull=False)
    places = GroupPlace.objects.filter(referral=OuterRef("pk"))
    over = Q(matched=True, status=Status.CLOSED)
    rows = (
        scope.referrals()
        .annotate(matched=Exists(matches) | Exists(places))
        .values_list(*alike)
        .annotate(
            asked_n=Count("pk"),
            accepted_n=Count("pk", filter=Q(accepted_at__isnull=False)),
            matched_n=Count("pk", filter=Q(matched=True)),
            ended_n=Count("pk", filter=over),
            planned_n=Count("pk", filter=over & Q(closed_reason=ClosedReason.COMPLETED)),
        )
    )
    return [Reached(*(one if one is not None else "" for one in row)) for row in rows]


def _volunteers(scope: Scope) -> Volunteers:
    here = Volunteer.objects.filter(_at(scope))
    stand = dict(here.values_list("status").annotate(n=Count("pk")).order_by())
    moved = _within(scope, VolunteerEvent.objects.filter(volunteer__in=here), "at").aggregate(
        signed_off=_volunteers_who(
            from_status=VolunteerStatus.SIGN_OFF, to_status=VolunteerStatus.AVAILABLE
        ),
        left=_volunteers_who(from_status__in=WITH_US, to_status=VolunteerStatus.LEFT),
    )
    driven = Expense.objects.filter(volunteer__in=here, kind=ExpenseKind.MILEAGE)
    if scope.period.starts_at and scope.period.ends_at:
        days = scope.period.starts_at.date(), scope.period.ends_at.date()
        driven = driven.filter(spent_on__gte=days[0], spent_on__lt=days[1])
    miles = driven.aggregate(miles=Sum("miles", default=0))["miles"]
    training = (VolunteerStatus.TRAINING, VolunteerStatus.SIGN_OFF)
    return Volunteers(
        sum(stand.get(status, 0) for status in WITH_US),
        sum(stand.get(status, 0) for status in training),
        moved["signed_off"],
        moved["left"],
        float(miles),
    )


def _at(scope: Scope) -> Q:
    if scope.sites is not None:
        return Q(site__in=scope.sites)
    return Q(site__programme=scope.programme)


def _volunteers_who(**moved: Any) -> Count:
    return Count("volunteer", filter=Q(**moved), distinct=True)


def _within(scope: Scope, rows: QuerySet, moment: str) -> QuerySet:
    if not scope.period.starts_at:
        return rows
    ends = {f"{moment}__gte": scope.period.starts_at, f"{moment}__lt": scope.period.ends_at}
    return rows.filter(**ends)

"""How far the women came who asked for support, and why not further."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from outcomes.enums import ResponseStatus, StopReason
from outcomes.models import QuestionnaireRequest, Response, Wave
from outcomes.report.scope import Plan, Scope
from referrals.enums import Purpose
from referrals.models import Consent
from referrals.queries import has_a_loss
from volunteers.enums import Attendance
from volunteers.models import GroupAttendance, GroupPlace, Match, Session


class Journey(NamedTuple):
    """How many women came exactly this far."""

    status: str
    closed_reason: str
    accepted: bool
    matched: bool
    started: bool
    agreed: bool | None
    lost: bool
    before_status: str | None
    before_answered: bool
    after_status: str | None
    after_answered: bool
    n: int


@dataclass(frozen=True)
class Flow:
    """From asking for support to answering both times, with the reasons in between."""

    journeys: list[Journey]
    merged: int

    def count(self, holds: Callable[[Journey], object] = bool) -> int:
        return sum(journey.n for journey in self.journeys if holds(journey))

    @property
    def referred(self) -> int:
        return self.count()

    @property
    def accepted(self) -> int:
        return self.count(lambda j: j.accepted)

    @property
    def matched(self) -> int:
        return self.count(lambda j: j.matched)

    @property
    def started(self) -> int:
        return self.count(lambda j: j.started)

    @property
    def before_asked(self) -> int:
        return self.count(lambda j: j.before_status)

    @property
    def before_answered(self) -> int:
        return self.count(lambda j: j.before_answered)

    @property
    def after_asked(self) -> int:
        return self.count(lambda j: j.after_status)

    @property
    def after_answered(self) -> int:
        return self.count(lambda j: j.after_answered)

    @property
    def paired(self) -> int:
        return self.count(lambda j: j.before_answered and j.after_answered)

    @property
    def closings(self) -> dict[str, int]:
        return self.by(lambda j: j.closed_reason)

    @property
    def not_accepted(self) -> dict[str, int]:
        return self.by(lambda j: not j.accepted and (j.closed_reason or j.status))

    @property
    def not_matched(self) -> dict[str, int]:
        return self.by(lambda j: j.accepted and not j.matched and (j.closed_reason or j.status))

    @property
    def not_started(self) -> dict[str, int]:
        return self.by(lambda j: j.matched and not j.started and (j.closed_reason or j.status))

    @property
    def before_not_asked(self) -> dict[str, int]:
        return self.by(lambda j: j.accepted and not j.before_status and why_not_asked(j))

    @property
    def before_not_answered(self) -> dict[str, int]:
        return self.by(lambda j: not j.before_answered and j.before_status)

    @property
    def after_not_asked(self) -> dict[str, int]:
        return self.by(lambda j: j.accepted and not j.after_status and why_not_asked(j))

    @property
    def after_not_answered(self) -> dict[str, int]:
        return self.by(lambda j: not j.after_answered and j.after_status)

    @property
    def not_paired(self) -> dict[tuple[str, str], int]:
        """(time, reason) of those who had a first session: the first answer that is missing."""
        return self.by(lambda j: j.started and why_not_paired(j))

    def by(self, reason: Callable[[Journey], Any]) -> dict[Any, int]:
        """Counts by reason code, the largest first; journeys without a reason left out."""
        counts: dict[Any, int] = {}
        for journey in self.journeys:
            if code := reason(journey):
                counts[code] = counts.get(code, 0) + journey.n
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


BEFORE_SUPPORT, AT_END = "before", "end"
NO_CONSENT, NOT_DUE, CLOSED_BEFORE = "no_consent", "not_due", "closed_before"


def why_not_asked(journey: Journey) -> str:
    if not journey.agreed:
        return NO_CONSENT
    if journey.lost:
        return StopReason.LOSS
    return CLOSED_BEFORE if journey.closed_reason else NOT_DUE


def why_not_paired(journey: Journey) -> tuple[str, str] | None:
    if not journey.before_answered:
        return BEFORE_SUPPORT, journey.before_status or why_not_asked(journey)
    if not journey.after_answered:
        return AT_END, journey.after_status or why_not_asked(journey)
    return None


def flow(scope: Scope, plan: Plan) -> Flow:
    """One grouped query for the whole flow, one for those merged into another referral."""
    grouped = scope.referrals().annotate(
        accepted=_is(Q(accepted_at__isnull=False)),
        matched=_is(Exists(_matches()) | Exists(_places())),
        started=_is(Exists(_sessions()) | Exists(_meetings())),
        agreed=Subquery(_latest_consent().values("given")[:1]),
        lost=has_a_loss(),
        before_status=_status_at(plan.before),
        before_answered=_answered_at(plan.before, plan),
        after_status=_status_at(plan.after),
        after_answered=_answered_at(plan.after, plan),
    )
    names = Journey._fields[:-1]
    rows = grouped.values_list(*names).annotate(n=Count("pk"))
    return Flow([Journey(*row) for row in rows], scope.merged().count())


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _matches() -> QuerySet[Match]:
    return Match.objects.filter(referral=OuterRef("pk"), started_at__isnull=False)


def _places() -> QuerySet[GroupPlace]:
    """A place in a group is support as well, beside a volunteer or without one."""
    return GroupPlace.objects.filter(referral=OuterRef("pk"))


def _meetings() -> QuerySet[GroupAttendance]:
    return GroupAttendance.objects.filter(place__referral=OuterRef("pk"))


def _sessions() -> QuerySet[Session]:
    return Session.objects.filter(match__referral=OuterRef("pk"), attendance=Attendance.HAPPENED)


def _latest_consent() -> QuerySet[Consent]:
    about = Consent.objects.filter(referral=OuterRef("pk"), purpose=Purpose.EVALUATION)
    return about.order_by("-at", "-id")


def _status_at(wave: Wave | None) -> Subquery:
    """Where it stands; for one that was stopped, why."""
    asked = QuestionnaireRequest.objects.filter(referral=OuterRef("pk"), wave=wave)
    said = Coalesce(NullIf("stopped_why", Value("")), "status")
    return Subquery(asked.annotate(said=said).values("said")[:1])


def _answered_at(wave: Wave | None, plan: Plan) -> Exists:
    """At least one of the compared questionnaires done: our own questions count apart."""
    done = Response.objects.filter(
        request__referral=OuterRef("pk"),
        request__wave=wave,
        status=ResponseStatus.COMPLETED,
        instrument__key__in={definition.key for definition, _ in plan.compared()},
    )
    return Exists(done)

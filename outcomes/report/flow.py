"""How far the women came who asked for support, and why not further."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from outcomes.enums import ResponseStatus, StopReason
from outcomes.models import QuestionnaireRequest, Response
from outcomes.report.joined import ASKED, Table, joined
from outcomes.report.scope import Plan, Scope
from outcomes.windows import came_while_due
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
    before_answered: bool | None
    """False: only outside the days it was due; None: not at all."""
    after_status: str | None
    after_answered: bool | None
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
        return self.by(lambda j: not j.before_answered and why_not_before(j))

    @property
    def after_not_asked(self) -> dict[str, int]:
        return self.by(lambda j: j.accepted and not j.after_status and why_not_asked(j))

    @property
    def after_not_answered(self) -> dict[str, int]:
        return self.by(lambda j: not j.after_answered and why_not_after(j))

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


NO_WAVE, NO_QUESTIONNAIRE = UUID(int=0), ""
BEFORE_SUPPORT, AT_END = "before", "end"
NO_CONSENT, NOT_DUE, CLOSED_BEFORE = "no_consent", "not_due", "closed_before"
OUT_OF_TIME = "out_of_time"


def why_not_asked(journey: Journey) -> str:
    if not journey.agreed:
        return NO_CONSENT
    if journey.lost:
        return StopReason.LOSS
    return CLOSED_BEFORE if journey.closed_reason else NOT_DUE


def why_not_before(journey: Journey) -> str | None:
    return OUT_OF_TIME if journey.before_answered is False else journey.before_status


def why_not_after(journey: Journey) -> str | None:
    return OUT_OF_TIME if journey.after_answered is False else journey.after_status


def why_not_paired(journey: Journey) -> tuple[str, str] | None:
    if not journey.before_answered:
        return BEFORE_SUPPORT, why_not_before(journey) or why_not_asked(journey)
    if not journey.after_answered:
        return AT_END, why_not_after(journey) or why_not_asked(journey)
    return None


BY_WAVE = "SELECT her, said, done FROM sent LEFT JOIN answered USING (request) WHERE wave = %s"
STATEMENT = f"""
    SELECT status, closed_reason, accepted, matched.her IS NOT NULL, started.her IS NOT NULL, given,
           lost, coalesce(start.said, first.said), greatest(start.done, first.done), after.said,
           after.done, count(*)
    FROM asked LEFT JOIN matched USING (her) LEFT JOIN started USING (her)
         LEFT JOIN agreed USING (her)
         LEFT JOIN ({BY_WAVE}) AS start USING (her)
         LEFT JOIN ({BY_WAVE}) AS first USING (her)
         LEFT JOIN ({BY_WAVE}) AS after USING (her)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


def flow(scope: Scope, plan: Plan) -> Flow:
    """One grouped query for the whole flow, one for those merged into another referral."""
    tables = [
        Table("asked", "her, status, closed_reason, accepted, lost", _asked(scope)),
        Table("matched", "her", _matched()),
        Table("started", "her", _started()),
        Table("agreed", "her, given", _agreed()),
        Table("sent", "request, her, wave, said", _sent(plan)),
        Table("answered", "request, done", _answered(plan)),
    ]
    rows = joined(tables, STATEMENT, *_waves(plan))
    return Flow([Journey(*row) for row in rows], scope.merged().count())


def _asked(scope: Scope) -> QuerySet[Any, Any]:
    accepted = ExpressionWrapper(Q(accepted_at__isnull=False), output_field=BooleanField())
    return scope.referrals().values_list("pk", "status", "closed_reason", accepted, has_a_loss())


def _matched() -> QuerySet[Any, Any]:
    """A place in a group is support as well, beside a volunteer or without one."""
    matches = Match.objects.filter(referral__in=ASKED, started_at__isnull=False)
    places = GroupPlace.objects.filter(referral__in=ASKED)
    return _whose(matches).union(_whose(places))


def _started() -> QuerySet[Any, Any]:
    met = Session.objects.filter(match=OuterRef("pk"), attendance=Attendance.HAPPENED)
    came = GroupAttendance.objects.filter(place=OuterRef("pk"))
    matches = Match.objects.filter(Exists(met), referral__in=ASKED)
    places = GroupPlace.objects.filter(Exists(came), referral__in=ASKED)
    return _whose(matches).union(_whose(places))


def _whose(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values_list("referral")


def _agreed() -> QuerySet[Any, Any]:
    """Her latest decision."""
    about = Consent.objects.filter(referral__in=ASKED, purpose=Purpose.EVALUATION)
    latest = about.order_by("referral", "-at", "-id").distinct("referral")
    return latest.values_list("referral", "given")


def _waves(plan: Plan) -> list[UUID]:
    """Those before support, the later one first, and that at the end."""
    before = [wave.pk for wave in plan.before]
    return [*before, *[NO_WAVE] * (2 - len(before)), plan.after.pk if plan.after else NO_WAVE]


def _sent(plan: Plan) -> QuerySet[Any, Any]:
    """Where it stands, or why it was stopped."""
    asked = QuestionnaireRequest.objects.filter(referral__in=ASKED, wave__in=_waves(plan))
    said = Coalesce(NullIf("stopped_why", Value("")), "status")
    return asked.order_by().values_list("pk", "referral", "wave", said)


def _answered(plan: Plan) -> QuerySet[Any, Any]:
    """Whether at least one of the compared questionnaires was done while it was due: our own
    questions count apart."""
    compared = {definition.key for definition, _ in plan.compared()}
    done = Response.objects.filter(
        status=ResponseStatus.COMPLETED,
        instrument__key__in=compared or {NO_QUESTIONNAIRE},
        request__wave__in=_waves(plan),
    )
    return done.order_by().values_list("request").annotate(done=BoolOr(came_while_due()))

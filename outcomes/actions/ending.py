"""How a request ends, whoever ends it."""

from datetime import datetime

from outcomes import queries, scoring
from outcomes.definitions import Scale
from outcomes.enums import RequestStatus, ResponseStatus, StopReason
from outcomes.models import Answer, QuestionnaireRequest, Response, Score
from pim.access import audit
from pim.access.audit import Actor
from pim.messages import links, outbox

LINK = "questionnaire"


def end(
    request: QuestionnaireRequest,
    status: RequestStatus,
    *,
    why: StopReason | str = "",
    by: Actor,
    now: datetime,
) -> None:
    """No link opens it any more, and nothing waiting is sent. The caller holds the row's lock."""
    request.status, request.ended_at, request.stopped_why = status, now, why
    request.save(update_fields=["status", "ended_at", "stopped_why"])
    links.close(purpose=LINK, object_id=request.pk, now=now)
    reason = "answered" if status == RequestStatus.COMPLETED else str(status)
    outbox.cancel(reason=reason, object_id=request.pk)
    audit.record(by=by, action=f"questionnaire.{status}", target=request, now=now)


def finish(response: Response, *, now: datetime, answered_at: datetime | None = None) -> None:
    """Close one instrument and keep its scores, by the version she answered.

    ``answered_at``: when she gave the answers, where they are typed in later.
    """
    response.status, response.completed_at = ResponseStatus.COMPLETED, answered_at or now
    response.save(update_fields=["status", "completed_at"])
    Score.objects.bulk_create(scores(response, now=now))


def scores(response: Response, *, now: datetime) -> list[Score]:
    """What her answers come to as they stand now, one figure a scale. Nothing is kept here."""
    definition = queries.definition(response.instrument)
    answers = Answer.objects.filter(response=response).select_related("option")
    codes = {row.item: row.option.code if row.option else None for row in answers}
    result = scoring.score(definition, codes)
    return [_score(response, scale, result, now) for scale in definition.scales]


def _score(response: Response, scale: Scale, result: scoring.Result, now: datetime) -> Score:
    without = {*result.missing_items, *result.not_scored_items}
    return Score(
        response=response,
        scale=scale.key,
        total=result.totals[scale.key],
        prorated=result.prorated[scale.key],
        at_least=result.at_least[scale.key],
        band=result.bands[scale.key] or "",
        caseness=result.caseness[scale.key],
        missing_items=len(without.intersection(scale.items)),
        scored_at=now,
    )

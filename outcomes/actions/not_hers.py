"""A form that was typed in for the wrong woman: taken out of her record, and counted nowhere.

Its answers stay where they are, read by nobody and scored no more. An event raised by one of them
stays open, as somebody may be in danger: whose form it was is found out by asking.
"""

from datetime import datetime

from django.db import transaction

from outcomes.actions.ending import LINK, end
from outcomes.actions.setting_aside import set_aside
from outcomes.enums import Mode, RequestStatus, ResponseStatus, StopReason
from outcomes.models import QuestionnaireRequest, Response, Score
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import links


@transaction.atomic
def take_out(*, request: QuestionnaireRequest, by: Actor, now: datetime) -> None:
    """“This was not hers.” What a wave asked of her is open again while its time lasts."""
    rows = QuestionnaireRequest.objects.select_related("referral")
    locked = rows.select_for_update(of=("self",)).get(pk=request.pk)
    typed = typed_by_staff(locked)
    if locked.status != RequestStatus.COMPLETED or not typed:
        raise DomainError("Only what was typed in for her can be taken out.")
    for response in typed:
        _count_no_more(response)
    audit.record(by=by, action="questionnaire.not_hers", target=locked, now=now)
    if locked.wave_id is None:
        end(locked, RequestStatus.STOPPED, why=StopReason.NOT_HERS, by=by, now=now)
        return
    for response in typed:
        own = set_aside(response, locked.referral, by=by, now=now)
        end(own, RequestStatus.STOPPED, why=StopReason.NOT_HERS, by=by, now=now)
    if not Response.objects.filter(request=locked).exists():
        _ask_again(locked, by=by, now=now)


def may_be_taken_out(request: QuestionnaireRequest) -> bool:
    return request.status == RequestStatus.COMPLETED and bool(typed_by_staff(request))


def typed_by_staff(request: QuestionnaireRequest) -> list[Response]:
    """Forms in which she answered nothing herself on screen."""
    rows = Response.objects.filter(request=request, status=ResponseStatus.COMPLETED)
    by_staff = rows.filter(entered_by__isnull=False).exclude(answer__mode=Mode.ONLINE)
    return list(by_staff.select_related("instrument").order_by("started_at", "pk"))


def _count_no_more(response: Response) -> None:
    Score.objects.filter(response=response).delete()
    response.status, response.completed_at = ResponseStatus.NOT_HERS, None
    response.save(update_fields=["status", "completed_at"])


def _ask_again(request: QuestionnaireRequest, *, by: Actor, now: datetime) -> None:
    """By the links she had; no message goes again by itself."""
    request.answered_from_at = None
    if request.closes_at <= now:
        request.save(update_fields=["answered_from_at"])
        end(request, RequestStatus.EXPIRED, by=by, now=now)
        return
    links.open_again(purpose=LINK, object_id=request.pk, closed_at=request.ended_at)
    request.status, request.ended_at = RequestStatus.OPEN, None
    request.save(update_fields=["status", "ended_at", "answered_from_at"])
    audit.record(by=by, action="questionnaire.opened_again", target=request, now=now)

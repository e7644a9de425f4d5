"""Questionnaires that are stopped before she has finished them, and open again if that was wrong.

Her answers stay. The reason stands in the request, and evidence names it.
"""

from datetime import datetime

from django.db import transaction

from outcomes import queries
from outcomes.actions.ending import LINK, end
from outcomes.enums import RequestStatus, StopReason
from outcomes.models import QuestionnaireRequest
from pim.access import audit
from pim.access.audit import Actor
from pim.messages import links
from referrals.models import Loss, Referral


@transaction.atomic
def stop_requests(*, referral: Referral, why: StopReason, by: Actor, now: datetime) -> int:
    """Everything she is asked in this referral just now. How many were stopped."""
    stopped = lock_open_ones(referral)
    for request in stopped:
        end(request, RequestStatus.STOPPED, why=why, by=by, now=now)
    return len(stopped)


def stop_for_erasure(*, referral: Referral, by: Actor, now: datetime) -> None:
    """Nothing is asked of a woman who is erased."""
    stop_requests(referral=referral, why=StopReason.NO_CONSENT, by=by, now=now)


@transaction.atomic
def stop_unwanted(referral: Referral, *, by: Actor, now: datetime) -> int:
    """What is asked no longer now that she has decided, or her support is over, and why."""
    stopped = 0
    for request in lock_open_ones(referral):
        if why := queries.why_unwanted(request, now):
            end(request, RequestStatus.STOPPED, why=why, by=by, now=now)
            stopped += 1
    return stopped


def lock_open_ones(referral: Referral) -> list[QuestionnaireRequest]:
    """Hers, ours until the transaction ends: whoever needs several takes them in this order."""
    opened = QuestionnaireRequest.objects.open().filter(referral=referral)
    rows = opened.select_related("wave", "referral").order_by("pk")
    return list(rows.select_for_update(of=("self",)))


@transaction.atomic
def open_again(*, referral: Referral, by: Actor, now: datetime) -> int:
    """What a loss stopped and is still in time: she goes on where she was, by the same links.

    The messages that were not sent are queued anew by whoever takes the loss back.
    """
    stopped = QuestionnaireRequest.objects.filter(
        referral=referral, stopped_why=StopReason.LOSS, closes_at__gt=now
    )
    opened = list(stopped.order_by("pk").select_for_update())
    for request in opened:
        links.open_again(purpose=LINK, object_id=request.pk, closed_at=request.ended_at)
        request.status, request.ended_at, request.stopped_why = RequestStatus.OPEN, None, ""
        request.save(update_fields=["status", "ended_at", "stopped_why"])
        audit.record(by=by, action="questionnaire.opened_again", target=request, now=now)
    return len(opened)


def stop_for_loss(referral: Referral, loss: Loss, by: Actor, now: datetime) -> None:
    stop_requests(referral=referral, why=StopReason.LOSS, by=by, now=now)


def open_after_loss(referral: Referral, loss: Loss, by: Actor, now: datetime) -> None:
    open_again(referral=referral, by=by, now=now)

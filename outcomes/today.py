"""What staff must do today about questionnaires."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from outcomes import panels, queries
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest, RiskEvent
from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from pim.messages import looking_after


def register() -> None:
    looking_after.settled_when(no_longer_asked)
    today.register(
        Queue(
            "risk-answers",
            "Answers that need you",
            rows=answers_that_need_you,
            permission=roles.SEE_RISK,
            order=1,
            see_all=lambda: reverse("admin:outcomes_riskevent_changelist"),
        )
    )
    today.register(
        Queue(
            "questionnaires-closing",
            "Questionnaires closing soon without an answer",
            rows=closing_soon,
            permission=roles.SEE_CASES,
            order=50,
            see_all=lambda: reverse("admin:outcomes_questionnairerequest_changelist"),
        )
    )


def no_longer_asked() -> Q:
    """Answered, refused or over: nobody need be told about it in another way."""
    over = QuestionnaireRequest.objects.exclude(status=RequestStatus.OPEN)
    return Q(object_id__in=over.values("pk"))


def answers_that_need_you(user, now: datetime) -> list[Row]:
    return [risk_row(event, now) for event in queries.open_risk_events(user)]


def risk_row(event: RiskEvent, now: datetime) -> Row:
    return Row(
        text=panels.called(event.response.request),
        url=reverse("admin:outcomes_riskevent_change", args=[event.pk]),
        since=event.raised_at,
        urgency=urgency(event, now),
        detail=panels.promised(event) if event.acknowledged_at is None else "Being looked at",
    )


def urgency(event: RiskEvent, now: datetime) -> Urgency:
    """The graver grade comes first until somebody looks; a promise not kept is marked."""
    if event.acknowledged_at:
        return Urgency.NORMAL
    return Urgency.OVERDUE if event.look_by <= now else Urgency.AT_ONCE


def closing_soon(user, now: datetime) -> list[Row]:
    return [closing_row(request) for request in queries.closing_soon(user, now)]


def closing_row(request: QuestionnaireRequest) -> Row:
    begun = "Half done" if request.answered_from_at else "Not started"
    last_day = date_format(queries.last_day(request), "l j F")
    return Row(
        text=f"{panels.called(request)}, {request.wave.get_key_display().lower()}",
        url=reverse("admin:outcomes_questionnairerequest_change", args=[request.pk]),
        since=request.opened_at,
        detail=f"{begun}. Last day {last_day}. You can ring and fill it in together.",
    )

"""What staff must do today about questionnaires."""

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from outcomes import instrument_panels, panels, queries, rescue_words, risk_words
from outcomes.enums import RequestStatus
from outcomes.models import Answer, Instrument, QuestionnaireRequest, RiskEvent
from outcomes.queries import rescuing, wordings, worse
from outcomes.queries.rescuing import Rescue
from pim import clock
from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from pim.messages import looking_after


def register() -> None:
    looking_after.settled_when(no_longer_asked)
    looking_after.settled_when(somebody_looks)
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
            "risk-answers-unseen",
            "An answer that nobody has looked at",
            rows=nobody_has_looked,
            permission=roles.MANAGE_SITES,
            order=1,
        )
    )
    today.register(
        Queue(
            "questionnaires-closing",
            "Questionnaires closing soon without an answer",
            rows=closing_soon,
            permission=roles.SEE_CASES,
            order=50,
            see_all=lambda: reverse("admin:outcomes_questionnairerequest_to_rescue"),
        )
    )
    today.register(
        Queue(
            "made-worse",
            "She wrote that something made things worse",
            rows=made_worse,
            permission=roles.SEE_CASES,
            order=30,
        )
    )
    today.register(
        Queue(
            "wordings",
            "Wordings to look after",
            rows=wordings_to_look_after,
            permission=roles.MANAGE_INSTRUMENTS,
            order=60,
            see_all=lambda: reverse("admin:outcomes_instrument_changelist"),
        )
    )


WARNINGS = ((7, Urgency.AT_ONCE), (30, Urgency.OVERDUE))


def wordings_to_look_after(user, now: datetime) -> list[Row]:
    """A permission that ends, and words that still stand on older rules."""
    today = clock.day_of(now)
    ending = [ending_row(one, today) for one in wordings.ending(today)]
    return ending + [outrun_row(one) for one in wordings.outrun()]


def ending_row(instrument: Instrument, on: date) -> Row:
    """It stands there from two months before; a month and a week before it moves up."""
    found = queries.definition(instrument)
    left = (found.licence.expires - on).days
    return Row(
        text=f"The permission for {found.name} ends" if left >= 0 else f"{found.name} has ended",
        url=reverse("admin:outcomes_instrument_change", args=[instrument.pk]),
        urgency=next((urgency for days, urgency in WARNINGS if left <= days), Urgency.NORMAL),
        detail=instrument_panels.ends(found, on),
    )


def outrun_row(instrument: Instrument) -> Row:
    return Row(
        text=f"Newer rules for {queries.definition(instrument).name}",
        url=reverse("admin:outcomes_instrument_change", args=[instrument.pk]),
        detail="Bring in the wording once more, and it is asked and scored by them",
    )


def no_longer_asked() -> Q:
    """Answered, refused or over: nobody need be told about it in another way."""
    over = QuestionnaireRequest.objects.exclude(status=RequestStatus.OPEN)
    return Q(object_id__in=over.values("pk"))


def somebody_looks() -> Q:
    """An alert that did not arrive need not be told once somebody has the answer."""
    return Q(object_id__in=RiskEvent.objects.exclude(acknowledged_at=None).values("pk"))


def answers_that_need_you(user, now: datetime) -> list[Row]:
    return [risk_row(event, now) for event in queries.open_risk_events(user)]


def risk_row(event: RiskEvent, now: datetime) -> Row:
    return Row(
        text=panels.called(event.response.request),
        url=reverse("admin:outcomes_riskevent_change", args=[event.pk]),
        since=event.raised_at,
        urgency=urgency(event, now),
        detail=risk_words.standing(event, now),
    )


def urgency(event: RiskEvent, now: datetime) -> Urgency:
    """The graver grade comes first until somebody looks; a promise not kept is marked."""
    if event.acknowledged_at:
        lead_decides = queries.done_about(event).lead_decides
        return Urgency.OVERDUE if lead_decides else Urgency.NORMAL
    return Urgency.OVERDUE if event.look_by <= now else Urgency.AT_ONCE


def nobody_has_looked(user, now: datetime) -> list[Row]:
    """For a manager, who sees none of it: at which site, and whom to ring."""
    return [to_ring_about(event) for event in queries.waiting_unseen(user)]


def to_ring_about(event: RiskEvent) -> Row:
    return Row(
        text=f"{event.referral.site}: nobody has looked yet",
        url=reverse("admin:pim_site_changelist"),
        since=event.raised_at,
        urgency=Urgency.AT_ONCE,
        detail=whom_to_ring(event),
    )


def whom_to_ring(event: RiskEvent) -> str:
    if event.owner and event.owner.is_active:
        return f"Ring {event.owner.name}, or a safeguarding lead, and ask them to sign in"
    return "There is nobody to look. Put somebody on the rota"


def closing_soon(user, now: datetime) -> list[Row]:
    return [closing_row(rescue, now) for rescue in rescuing.rescues(user, now)]


def closing_row(rescue: Rescue, now: datetime) -> Row:
    """It leads to the page from which she is rung; the list of all says how."""
    asked = rescue.request
    last_day = rescue_words.closes(rescue, queries.last_day(asked), now)
    return Row(
        text=f"{panels.called(asked)}, {panels.occasion(asked).lower()}",
        url=reverse("admin:outcomes_questionnairerequest_change", args=[asked.pk]),
        since=asked.opened_at,
        detail=". ".join([f"Last day: {last_day}", *rescue_words.why_nothing_came(rescue, now)]),
    )


def made_worse(user, now: datetime) -> list[Row]:
    """Her words are read on the page of her questionnaire, by no volunteer."""
    return [made_worse_row(answer) for answer in worse.unread_worse(user, now)]


def made_worse_row(answer: Answer) -> Row:
    request = answer.response.request
    return Row(
        text=f"{panels.called(request)}, {panels.occasion(request).lower()}",
        url=reverse("admin:outcomes_questionnairerequest_change", args=[request.pk]),
        since=answer.response.completed_at,
        detail="Read it, and say that you have. She was told to ring if she wants us to act",
    )

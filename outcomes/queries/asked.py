"""One request: its questions, her answers, what they came to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from outcomes import time_needed
from outcomes.definitions import Item
from outcomes.enums import RequestStatus, WhyLeftOut
from outcomes.models import (
    Answer,
    Instrument,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    Score,
)
from outcomes.queries.due import is_wanted
from outcomes.queries.duty import has_rota
from outcomes.queries.instruments import definition
from outcomes.queries.pausing import ASKING
from pim import clock
from pim.models import AuditEvent, Message, User
from referrals.models import Referral

SOON = timedelta(days=4)
DOCUMENTS = ("instrument__questionnaire", "instrument__scoring")


@dataclass(frozen=True)
class Question:
    """One item in its place among all the items of a request, counted from 1."""

    place: int
    instrument: Instrument
    item: Item

    @property
    def key(self) -> tuple[UUID, int]:
        return self.instrument.pk, self.item.number


def requests() -> QuerySet[QuestionnaireRequest]:
    """With all that a page or a message about one needs."""
    return QuestionnaireRequest.objects.select_related(
        "wave", "referral__site", "referral__programme", "referral__parent"
    )


def open_request(request_id: UUID, now: datetime) -> QuestionnaireRequest | None:
    """The request behind her link, if she may answer it now."""
    request = requests().filter(pk=request_id).open().filter(closes_at__gt=now).first()
    return request if request and is_wanted(request, now) else None


def is_sent_in(request_id: UUID) -> bool:
    return requests().filter(pk=request_id, status=RequestStatus.COMPLETED).exists()


def open_request_of(referral: Referral, now: datetime) -> QuestionnaireRequest | None:
    """What she may answer now, the one whose time is over first."""
    rows = requests().filter(referral=referral).open().filter(closes_at__gt=now)
    return next((one for one in rows.order_by("closes_at", "pk") if is_wanted(one, now)), None)


def something_waits(request: QuestionnaireRequest) -> bool:
    """Whether a message about it is still to go."""
    return Message.objects.waiting().filter(object_id=request.pk, notice__in=ASKING).exists()


def instruments_of(request: QuestionnaireRequest) -> list[Instrument]:
    """In the order asked, without their documents: ``definition`` knows those."""
    asked = RequestInstrument.objects.filter(request=request).select_related("instrument")
    return [row.instrument for row in asked.defer(*DOCUMENTS).order_by("place")]


def questions_of(request: QuestionnaireRequest) -> list[Question]:
    return questions_in(instruments_of(request))


def questions_in(instruments: Iterable[Instrument]) -> list[Question]:
    found = ((one, item) for one in instruments for item in definition(one).items)
    return [Question(place, one, item) for place, (one, item) in enumerate(found, start=1)]


def answers_of(request: QuestionnaireRequest) -> dict[tuple[UUID, int], Answer]:
    """Her answers by instrument and item number."""
    answers = Answer.objects.filter(response__request=request)
    rows = answers.select_related("response", "option")
    return {(row.response.instrument_id, row.item): row for row in rows}


def last_answered_at(request: QuestionnaireRequest) -> datetime | None:
    """What she left lying came in when she gave her last answer, not when it was closed."""
    answers = Answer.objects.filter(response__request=request)
    return answers.aggregate(at=Max("answered_at"))["at"]


def unanswered(request: QuestionnaireRequest) -> Iterator[Question]:
    """In the order asked."""
    known = answers_of(request)
    return (question for question in questions_of(request) if question.key not in known)


def set_aside(request: QuestionnaireRequest) -> set[UUID]:
    """Instruments with an answer that may worry us, while nobody at her site would look at it.

    They wait, with all she has answered: on screen they are not asked until somebody does.
    """
    found = {one.pk for one in instruments_of(request) if definition(one).risk_rules}
    return found if found and not has_rota(request.referral.site) else set()


def rests(request: QuestionnaireRequest) -> bool:
    """Whether a question she has not answered waits until somebody would look."""
    aside = set_aside(request)
    return bool(aside) and any(one.instrument.pk in aside for one in unanswered(request))


def open_on_screen(request: QuestionnaireRequest) -> list[Question]:
    """What she may answer by herself just now, in the order asked."""
    aside = set_aside(request)
    return [one for one in unanswered(request) if one.instrument.pk not in aside]


def minutes_for(questions: list[Question]) -> int:
    return time_needed.minutes_for(question.item for question in questions)


def last_day(request: QuestionnaireRequest) -> date:
    """The last day on which she may answer; the window closes at the midnight after."""
    return clock.day_of(request.closes_at - timedelta(seconds=1))


def last_licensed_day(request: QuestionnaireRequest) -> date | None:
    """After it one of its questionnaires may not be shown any more; None if none ends."""
    ends = [definition(one).licence.last_day for one in instruments_of(request)]
    return min((day for day in ends if day), default=None)


def has_risk_item(request: QuestionnaireRequest) -> bool:
    return any(definition(one).risk_rules for one in instruments_of(request))


def requests_of(user: User, referral: Referral) -> QuerySet[QuestionnaireRequest]:
    seen = requests().visible_to(user).filter(referral=referral)
    return seen.order_by("opened_at", "id")


def scores_of(user: User, referral: Referral) -> list[Score]:
    """Hers, in this referral and in earlier ones that this person may see."""
    hers = Q(parent=referral.parent_id) | Q(parent__merged_into=referral.parent_id)
    referrals = Referral.objects.filter(hers).values("pk")
    return scores(Response.objects.visible_to(user).filter(request__referral__in=referrals))


def scores(responses: QuerySet[Response]) -> list[Score]:
    """In the order in which she answered."""
    rows = Score.objects.filter(response__in=responses).select_related(
        "response__instrument", "response__request"
    )
    return list(rows.order_by("response__completed_at", "response", "id"))


def left_out(request: QuestionnaireRequest) -> list[str]:
    """What the wave names and this request does not ask, each with the reason noted then."""
    if request.wave is None:
        return []
    asked = {instrument.key for instrument in instruments_of(request)}
    known = _reasons(request)
    missing = [key for key in request.wave.instruments if key not in asked]
    return [f"{key}: {known[key].label}" if key in known else key for key in missing]


def _reasons(request: QuestionnaireRequest) -> dict[str, WhyLeftOut]:
    opened = AuditEvent.objects.filter(action="questionnaire.opened", target_id=str(request.pk))
    noted = (opened.values_list("codes__left_out", flat=True).first() or "").split()
    pairs = (one.partition(":") for one in noted)
    return {key: WhyLeftOut(why) for key, _, why in pairs if why in WhyLeftOut.values}


def closing_soon(user: User, now: datetime) -> QuerySet[QuestionnaireRequest]:
    """Not sent in, and only days left."""
    seen = requests().visible_to(user).open().filter(closes_at__range=(now, now + SOON))
    return seen.order_by("closes_at", "id")

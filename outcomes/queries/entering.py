"""What staff may type in: what a wave asks, what it left out on screen, and anything on file."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from outcomes.enums import Mode, RequestStatus, ResponseStatus
from outcomes.models import Instrument, QuestionnaireRequest, Response
from outcomes.queries.asked import Question, instruments_of, questions_in, set_aside, unanswered
from outcomes.queries.instruments import current_instruments
from outcomes.schedule import start_of
from referrals.models import Referral


def instruments_to_enter(request: QuestionnaireRequest) -> list[Instrument]:
    """Those asked, then those which the wave names and could not ask on screen."""
    asked = instruments_of(request)
    keys = {one.key for one in asked}
    named = request.wave.instruments if request.wave else []
    current = current_instruments(key for key in named if key not in keys)
    return [*asked, *(current[key] for key in named if key in current)]


def questions_to_enter(request: QuestionnaireRequest) -> list[Question]:
    return questions_in(instruments_to_enter(request))


def half_typed(referral: Referral, instrument: Instrument) -> QuestionnaireRequest | None:
    """A form for which no wave asks, begun and not sent in."""
    begun = QuestionnaireRequest.objects.filter(
        referral=referral, wave=None, status=RequestStatus.OPEN, instruments=instrument
    )
    return begun.order_by("opened_at", "pk").first()


def finished_form(
    referral: Referral,
    instrument: Instrument,
    on: date,
    *,
    request: QuestionnaireRequest | None = None,
) -> Response | None:
    """Her finished form of this day, or of this request: sent in twice it is one."""
    midnight, next_one = start_of(on), start_of(on + timedelta(days=1))
    wanted = Q(completed_at__gte=midnight, completed_at__lt=next_one)
    if request is not None:
        wanted |= Q(request=request)
    hers = Response.objects.filter(request__referral=referral, instrument=instrument)
    done = hers.filter(wanted, status=ResponseStatus.COMPLETED)
    return done.order_by("completed_at", "pk").first()


def waits_for_her(request: QuestionnaireRequest) -> set[UUID]:
    """What she is half-way through by herself and was set aside on screen, as nobody would look
    at an answer just now: it waits for her, whoever sends in the rest."""
    aside = set_aside(request)
    if not aside:
        return set()
    begun = Response.objects.filter(request=request, status=ResponseStatus.IN_PROGRESS)
    hers = set(begun.filter(mode=Mode.ONLINE).values_list("instrument", flat=True))
    return aside & hers & {one.instrument.pk for one in unanswered(request)}


def begun_besides(request: QuestionnaireRequest) -> list[Response]:
    """Forms that staff began of what this request does not ask on screen."""
    begun = Response.objects.filter(request=request, status=ResponseStatus.IN_PROGRESS)
    asked = request.instruments.values("pk")
    left_out = begun.exclude(instrument__in=asked).select_related("instrument")
    return list(left_out.order_by("started_at", "pk"))


def begun_by_staff(request: QuestionnaireRequest) -> Response | None:
    """The form into which somebody typed first."""
    typed = Response.objects.filter(request=request).exclude(mode=Mode.ONLINE)
    return typed.order_by("started_at", "pk").first()


def on_file() -> list[Instrument]:
    """Every questionnaire we hold the rules of, in its version of today."""
    current = Instrument.objects.filter(is_current=True).order_by("title")
    return list(current.defer("questionnaire", "scoring"))

"""Forms that staff began and that are not asked on screen: what she sends in ends without them."""

from datetime import datetime, timedelta

from outcomes import queries
from outcomes.models import (
    Instrument,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
)
from pim.access import audit
from pim.access.audit import Actor
from referrals.models import Referral

TIME_TO_FINISH = timedelta(days=14)  # then what is typed in besides is closed as it is


def form_of_its_own(
    referral: Referral, instrument: Instrument, *, opened_at: datetime, by: Actor, now: datetime
) -> QuestionnaireRequest:
    """A request for which no wave asks."""
    request = QuestionnaireRequest.objects.create(
        referral=referral, opened_at=opened_at, closes_at=now + TIME_TO_FINISH
    )
    RequestInstrument.objects.create(request=request, instrument=instrument, place=1)
    audit.record(by=by, action="questionnaire.typed_in", target=request, now=now)
    return request


def take_in(request: QuestionnaireRequest, response: Response) -> None:
    """The wave names it: from now on it is one of those the request asks."""
    place = RequestInstrument.objects.filter(request=request).count() + 1
    RequestInstrument.objects.create(
        request=request, instrument_id=response.instrument_id, place=place
    )


def set_aside(
    response: Response, referral: Referral, *, by: Actor, now: datetime
) -> QuestionnaireRequest:
    """Half typed: it goes on in a form of its own, with every answer it has."""
    started = response.started_at
    own = form_of_its_own(referral, response.instrument, opened_at=started, by=by, now=now)
    own.answered_from_at = started
    own.save(update_fields=["answered_from_at"])
    response.request = own
    response.save(update_fields=["request"])
    return own


def settle_what_was_left_out(request: QuestionnaireRequest, *, by: Actor, now: datetime) -> None:
    """Before the request ends: what is typed to its end ends with it, the rest goes on."""
    known = queries.answers_of(request)
    for response in queries.begun_besides(request):
        items = queries.definition(response.instrument).items
        if all((response.instrument_id, item.number) in known for item in items):
            take_in(request, response)
        else:
            set_aside(response, request.referral, by=by, now=now)

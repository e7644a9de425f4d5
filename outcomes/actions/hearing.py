"""An answer that worries us on a form that cannot be kept: it is heard all the same.

Whatever happens to the form, somebody looks. Of a form that is not kept nothing stays but that,
to which question, and how grave it is: neither its other answers nor its figures.
"""

from datetime import datetime

from outcomes import queries, scoring
from outcomes.actions.ending import end
from outcomes.actions.risk import raise_risk
from outcomes.actions.setting_aside import form_of_its_own
from outcomes.actions.typing_in import How, Typed, says
from outcomes.enums import RequestStatus, ResponseStatus, StopReason
from outcomes.models import Instrument, QuestionnaireRequest, Response, RiskEvent
from pim import clock
from pim.access.audit import Actor
from referrals.models import Referral


def of_instrument(answers: Typed, instrument: Instrument) -> dict[int, str]:
    """By item, what was typed into one questionnaire."""
    return {item: str(typed) for (key, item), typed in answers.items() if key == instrument.key}


def hear(
    referral: Referral,
    instrument: Instrument,
    answers: Typed,
    how: How,
    *,
    request: QuestionnaireRequest | None = None,
) -> list[RiskEvent]:
    """The events of what worries us on a form that is refused; empty where nothing does."""
    worrying = {
        item: code
        for item, code in of_instrument(answers, instrument).items()
        if scoring.risk_of(queries.definition(instrument), item, code)
    }
    if not worrying:
        return []
    Referral.objects.select_for_update().get(pk=referral.pk)  # two typing at once begin one
    finished = queries.finished_form(referral, instrument, clock.day_of(how.at), request=request)
    if finished:
        return hear_beside(finished, worrying, by=how.by, now=how.now)
    form = _begun(referral, instrument, request) or _not_kept(referral, instrument, how)
    return _raised(form, worrying, by=how.by, now=how.now)


def hear_beside(
    finished: Response, typed: dict[int, str], *, by: Actor, now: datetime
) -> list[RiskEvent]:
    """The events of answers that differ from those which stand, and worry us."""
    standing = {row.item: says(row) for row in finished.answer_set.select_related("option")}
    new = {item: code for item, code in typed.items() if standing.get(item) != code}
    return _raised(finished, new, by=by, now=now)


def _raised(
    response: Response, typed: dict[int, str], *, by: Actor, now: datetime
) -> list[RiskEvent]:
    found = [raise_risk(response, item, code, by=by, now=now) for item, code in typed.items()]
    return [event for event in found if event]


def _begun(
    referral: Referral, instrument: Instrument, request: QuestionnaireRequest | None
) -> Response | None:
    """Half done, or heard before; never one that a wave asks and she alone has filled in."""
    mine = Response.objects.filter(request__referral=referral, instrument=instrument)
    begun = mine.filter(status=ResponseStatus.IN_PROGRESS, entered_by__isnull=False)
    if request is not None:
        return begun.filter(request=request).first() or _begun(referral, instrument, None)
    return begun.filter(request__wave=None).order_by("-started_at", "pk").first()


def _not_kept(referral: Referral, instrument: Instrument, how: How) -> Response:
    """Closed as soon as it is there: it holds no answer, and nobody types on in it."""
    request = form_of_its_own(referral, instrument, opened_at=how.now, by=how.by, now=how.now)
    end(request, RequestStatus.STOPPED, why=StopReason.NOT_KEPT, by=how.by, now=how.now)
    return Response.objects.create(
        request=request,
        instrument=instrument,
        mode=how.mode,
        present=how.present,
        entered_by=how.by.user,
        started_at=how.now,
    )

"""She sent hers in, or its time ran out, while staff were typing.

What is not finished goes on in a form of its own. What is finished stays as it is, but an answer
typed now that worries us is raised: it is never refused unheard.
"""

from outcomes import queries
from outcomes.actions.answering import AlreadyFinished, is_open
from outcomes.actions.hearing import hear_beside, of_instrument
from outcomes.actions.setting_aside import form_of_its_own, set_aside
from outcomes.actions.typing_in import How, Typed, keep_typed, send_in_for_her
from outcomes.models import Instrument, QuestionnaireRequest, RiskEvent
from pim import clock


def keep_late(
    request: QuestionnaireRequest, answers: Typed, how: How, *, to_the_end: bool
) -> list[RiskEvent]:
    events, is_kept = [], False
    for instrument in queries.instruments_to_enter(request):
        typed = {item: says for item, says in of_instrument(answers, instrument).items() if says}
        if not typed:
            continue
        day = clock.day_of(how.at)
        finished = queries.finished_form(request.referral, instrument, day, request=request)
        if finished:
            events += hear_beside(finished, typed, by=how.by, now=how.now)
            continue
        own = _own_form(request, instrument, how)
        kept = keep_typed(own, answers, how)
        events += send_in_for_her(own, how) if to_the_end else kept
        is_kept = True
    if not is_kept and not events:
        raise AlreadyFinished("These questions are finished. Thank you.")
    return events


def _own_form(
    request: QuestionnaireRequest, instrument: Instrument, how: How
) -> QuestionnaireRequest:
    """Where typing goes on: what was typed into the request before comes with it."""
    referral = request.referral
    half_typed = queries.half_typed(referral, instrument)
    if half_typed is not None and is_open(half_typed, how.now):
        return QuestionnaireRequest.objects.select_for_update().get(pk=half_typed.pk)
    for begun in queries.begun_besides(request):
        if begun.instrument_id == instrument.pk:
            return set_aside(begun, referral, by=how.by, now=how.now)
    return form_of_its_own(referral, instrument, opened_at=how.at, by=how.by, now=how.now)

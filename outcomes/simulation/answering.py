"""A link arrives; she answers, half answers, or does not."""

import re
from random import Random

from outcomes import actions, queries
from outcomes.definitions import Definition, Kind
from outcomes.enums import MissingReason, RequestStatus, WaveKey
from outcomes.models import Instrument, QuestionnaireRequest
from outcomes.simulation.characters import Mum, answers_to
from outcomes.simulation.looking import caring_for
from outcomes.simulation.stage import Stage, later
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import HERSELF
from pim.messages import links
from pim.messages.notices import Rendered

LINK = re.compile(r"/questionnaire/([\w-]{22})/")
PURPOSE = "questionnaire"
SAYS_LATER = 0.05
ANYTHING_TO_TELL = "anything-to-tell"
KIND_WORDS = (
    "It was good to have someone who had been there too.",
    "She never rushed me. I looked forward to it.",
    "",
)


def reading(stage: Stage, letter: Rendered, mum: Mum, chance: Random) -> Life:
    """She reads one message; perhaps she opens its link and answers."""
    token = LINK.search(letter.body)
    link = token and links.follow(token[1], PURPOSE)
    if not link:
        return stage.note("messages without a live link")
    request = QuestionnaireRequest.objects.select_related("wave").get(pk=link.object_id)
    if _not_now(request, chance):
        return stage.note("said later")
    if chance.random() > _willing(mum, request):
        return stage.note("messages left aside")
    yield later(chance.uniform(0.02, 4))
    request.refresh_from_db()
    if request.status != RequestStatus.OPEN:
        return stage.note("links opened too late")
    yield from answering(stage, request, mum, chance)


def _not_now(request: QuestionnaireRequest, chance: Random) -> bool:
    """Now and again it does not suit: she puts it off from the page."""
    days = actions.later_days(request, clock.now())
    is_open = request.status == RequestStatus.OPEN
    if not (is_open and days and chance.random() < SAYS_LATER):
        return False
    until_on = chance.choice(days)
    actions.snooze(request=request, until_on=until_on, by=HERSELF, now=clock.now())
    return True


def _willing(mum: Mum, request: QuestionnaireRequest) -> float:
    """Afterwards life goes on: in services like this half the end questionnaires go missing."""
    return mum.answers * (0.6 if _is_after(request) else 1)


def answering(stage: Stage, request: QuestionnaireRequest, mum: Mum, chance: Random) -> Life:
    severity = _severity(mum, request)
    gives_up_at = chance.randint(3, 12) if chance.random() < 0.06 else None
    seen = 0
    for instrument in queries.instruments_of(request):
        for item, answer in _answers(instrument, mum, severity, chance):
            seen += 1
            if seen == gives_up_at:
                return stage.note("questionnaires left half done")
            worry = actions.save_answer(
                request=request,
                instrument=instrument,
                item=item,
                by=HERSELF,
                now=clock.now(),
                **answer,
            )
            if worry:
                stage.note("risk answers")
                stage.world.begin(caring_for(stage, worry))
    actions.complete(request=request, by=HERSELF, now=clock.now())
    stage.note("questionnaires completed")
    yield later(0)


def _severity(mum: Mum, request: QuestionnaireRequest) -> float:
    """How low she is by then: some of it passes while she waits, more of it with support."""
    if request.wave.key == WaveKey.START:
        return max(0.02, mum.severity - mum.eased)
    return max(0.02, mum.severity - (mum.lift if _is_after(request) else 0))


def _is_after(request: QuestionnaireRequest) -> bool:
    return request.wave.key in (WaveKey.END, WaveKey.FOLLOW_UP)


def _answers(instrument: Instrument, mum: Mum, severity: float, chance: Random):
    """Item number and what she says, for each item of the instrument."""
    definition = queries.definition(instrument)
    if definition.key == "experience":
        # The first answer is full agreement: the more it helped, the nearer she is to it.
        severity = max(0, 0.3 - mum.lift)
    levels = answers_to(chance, len(definition.items), severity)
    for item, level in zip(definition.items, levels, strict=True):
        yield item.number, _answer(definition, item, level, mum, chance)


def _answer(definition: Definition, item, level: int, mum: Mum, chance: Random) -> dict:
    if item.kind == Kind.TEXT:
        words = chance.choice(KIND_WORDS) if item.link_id == ANYTHING_TO_TELL else ""
        return {"words": words} if words else {"missing": MissingReason.NOT_ANSWERED}
    if chance.random() < 0.01 and item.scored:
        return {"missing": MissingReason.RATHER_NOT}
    if definition.risk_rule(item.number):
        level = chance.choice((1, 1, 2)) if mum.self_harm else 0
    scored = [option for option in item.options if option.score is not None]
    options = scored or list(item.options)
    return {"option_code": options[min(level, len(options) - 1)].code}

"""In the history of a questionnaire: which answer was put right, what it was and what it is."""

from outcomes import queries
from outcomes.definitions import Item
from outcomes.enums import MissingReason, Mode, Present
from outcomes.models import Instrument
from pim import clock
from pim.models import AuditEvent


def an_answer(event: AuditEvent) -> str:
    """Her own words are not in the trail: there only the question is named."""
    codes = event.codes
    asked = Instrument.objects.filter(response__request=event.target_id, key=codes["instrument"])
    found = queries.definition(asked.first())
    item, with_words = found.item(codes["item"]), found.may_be_used_on(clock.today())
    which = f"Put right: {found.name}, question {item.number}"
    if "was" not in codes:
        return which
    was, became = (_says(item, codes[key], with_words) for key in ("was", "became"))
    return f"{which}, from “{was}” to “{became}”"


def _says(item: Item, code: str, with_words: bool) -> str:
    if code in MissingReason.values:
        return MissingReason(code).label
    option = item.option(code)
    return option.label if with_words else f"An answer scored {option.score}"


def how_it_was(event: AuditEvent) -> str:
    was, became = (_how(event.codes[key]) for key in ("was", "became"))
    return f"Put right how she answered, from “{was}” to “{became}”"


def _how(codes: str) -> str:
    mode, present, day = codes.split(" ")
    who = [Present(present).label] if present else []
    return ", ".join([Mode(mode).label, day, *who])


IN_DETAIL = {
    "questionnaire.put_right": an_answer,
    "questionnaire.how_put_right": how_it_was,
}

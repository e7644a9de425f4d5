"""From option codes to scores and risk answers. No clock, no database, no settings.

Clinical safety rules kept here:

* the score comes from the option *code* chosen, never from its place on the page;
* a total from an incomplete form does not exist; the prorated figure is for aggregates only;
* a risk answer is found item by item, in drafts and incomplete or invalid forms too;
* an unanswered risk item is among the missing items: it never reads as "no risk".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outcomes.definitions import Definition, GoesTo, Grade, Item, Scale

Codes = Mapping[int, str | None]
"""Item number, counted from 1, to the code of the chosen option. None or absent: unanswered."""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that follows from one form. The five maps carry every scale key."""

    instrument: str
    version: str
    n_items: int
    missing_items: tuple[int, ...]
    """Scored items nobody answered."""
    not_scored_items: tuple[int, ...]
    """Items answered with an option that has no score, such as "does not apply"."""
    totals: Mapping[str, float | None]
    """Null unless every item of the scale has a score."""
    prorated: Mapping[str, float | None]
    """Unrounded, within the scale's missing rule; equals the total when complete."""
    at_least: Mapping[str, float | None]
    """What the total cannot fall below, whatever the unanswered items would have been."""
    bands: Mapping[str, str | None]
    caseness: Mapping[str, bool | None]
    risk_items: tuple[int, ...]
    errors: tuple[str, ...]


def score(definition: Definition, answers: Codes, problems: Sequence[str] = ()) -> Result:
    """Score one form.

    Answers to questions without a key (free words, PHQ-9 item 10) may be among ``answers`` and
    change nothing. An unknown item or option code is an error; ``problems`` are errors found
    before, while reading. With any error every figure is null, and ``risk_items`` still lists
    the valid risk answers.
    """
    errors = (*problems, *_errors(definition, answers))
    scores = _scores(definition, answers)
    figures = {
        scale.key: VOID if errors else _figures(scale, definition, scores)
        for scale in definition.scales
    }
    scored = [item.number for item in definition.scored_items]
    return Result(
        instrument=definition.key,
        version=definition.version,
        n_items=len(scored),
        missing_items=tuple(n for n in scored if answers.get(n) is None),
        not_scored_items=tuple(n for n in scored if _is_not_scored(definition, n, answers.get(n))),
        totals={key: of.total for key, of in figures.items()},
        prorated={key: of.prorated for key, of in figures.items()},
        at_least={key: of.at_least for key, of in figures.items()},
        bands={key: of.band for key, of in figures.items()},
        caseness={key: of.caseness for key, of in figures.items()},
        risk_items=tuple(n for n in scored if risk_of(definition, n, answers.get(n))),
        errors=errors,
    )


def risk_of(definition: Definition, item_number: int, option_code: str | None) -> Grade | None:
    """How soon a person must look at this one answer; None if it is no risk answer.

    Meant for each autosave. None also for an unanswered item or an unknown code, so refuse
    unknown codes first: "not answered" is never "no risk".
    """
    rule = definition.risk_rule(item_number)
    value = _score_of(definition.item(item_number), option_code)
    if rule is None or value is None:
        return None
    reached = [step.grade for step in rule.steps if value >= step.at_least]
    return reached[-1] if reached else None


def risk_goes_to(definition: Definition, item_number: int) -> GoesTo | None:
    """Who must look at a risk answer to this item; None if the item has no risk rule."""
    rule = definition.risk_rule(item_number)
    return None if rule is None else rule.goes_to


def _score_of(item: Item | None, code: str | None) -> int | None:
    option = None if item is None or code is None else item.option(code)
    return None if option is None else option.score


def _is_not_scored(definition: Definition, number: int, code: str | None) -> bool:
    item = definition.item(number)
    option = None if item is None or code is None else item.option(code)
    return option is not None and option.score is None


def _scores(definition: Definition, answers: Codes) -> dict[int, int]:
    """Item number to score, of the items that have one."""
    found = {
        item.number: _score_of(item, answers.get(item.number)) for item in definition.scored_items
    }
    return {number: value for number, value in found.items() if value is not None}


def _errors(definition: Definition, answers: Codes) -> list[str]:
    errors = []
    for number, code in answers.items():
        item = definition.item(number)
        if item is None:
            errors.append(f"item {number}: there is no such item")
        elif item.options and code is not None and item.option(code) is None:
            errors.append(f"item {number}: not one of its options")
    return errors


class Figures(NamedTuple):
    """What one scale comes to."""

    total: float | None = None
    prorated: float | None = None
    at_least: float | None = None
    band: str | None = None
    caseness: bool | None = None


VOID = Figures()


def _figures(scale: Scale, definition: Definition, scores: Mapping[int, int]) -> Figures:
    answered = [scores[number] for number in scale.items if number in scores]
    complete = len(answered) == len(scale.items)
    total = _converted(scale, sum(answered)) if complete else None
    at_least = _at_least(scale, definition, scores)
    band = None if total is None else scale.band_of(total)
    return Figures(
        total=total,
        prorated=total if complete else _prorated(scale, answered),
        at_least=at_least,
        band=None if band is None else band.key,
        caseness=_caseness(scale, total, at_least),
    )


def _at_least(scale: Scale, definition: Definition, scores: Mapping[int, int]) -> float:
    lowest = {item.number: item.lowest for item in definition.scored_items}
    return _converted(scale, sum(scores.get(n, lowest[n]) for n in scale.items))


def _prorated(scale: Scale, answered: Sequence[int]) -> float | None:
    """The mean of the answered items times the number of items, within the missing rule."""
    n_items = len(scale.items)
    too_few = not answered or n_items - len(answered) > scale.max_missing
    if too_few or scale.conversion is not None:  # a table converts whole sums only
        return None
    return sum(answered) * n_items / len(answered)


def _converted(scale: Scale, raw: int) -> float:
    return raw if scale.conversion is None else scale.conversion[raw]


def _caseness(scale: Scale, total: float | None, at_least: float) -> bool | None:
    cutoff = scale.caseness
    if cutoff is None:
        return None
    if total is not None:
        return total >= cutoff.at_least
    return True if cutoff.settled_early and at_least >= cutoff.at_least else None

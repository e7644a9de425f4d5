"""JSON lines of answers in, JSON lines of scores out: the pure half of ``manage.py score``.

In:  ``{"id": "a1", "answers": [0, 3, null]}``, one entry per scored item in printed order.
Out: one object as in :func:`scored_line`, with 1-based item numbers.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any

from outcomes.definitions import Definition, Item, Option
from outcomes.scoring import Result, score

PRINTED = [field.name for field in fields(Result) if field.name != "not_scored_items"]


class By(StrEnum):
    """What a number in ``answers`` means."""

    POSITION = "position"
    """The 0-based place of the chosen option as printed, top to bottom or left to right."""
    SCORE = "score"
    """The score of the chosen option."""


class BadLine(ValueError):
    """The line is not one JSON object."""


def read_line(line: str) -> dict[str, Any]:
    """The JSON object on a line. BadLine for anything else, NaN and repeated keys included."""
    try:
        found = json.loads(
            line,
            parse_constant=_refuse,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadLine("not a JSON object")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def _finite(number: str) -> float:
    if math.isinf(float(number)):
        raise ValueError("a number is too large")
    return float(number)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is written twice")
    return found


def scored_line(definition: Definition, line: dict[str, Any], by: By) -> dict[str, Any]:
    """The scores of one line. Invalid answers fill ``errors`` and empty every figure."""
    codes, problems = _codes(definition, line.get("answers"), by)
    result = score(definition, codes, problems)
    return {"id": line.get("id"), **{name: getattr(result, name) for name in PRINTED}}


def _codes(
    definition: Definition, answers: object, by: By
) -> tuple[dict[int, str | None], list[str]]:
    """Item number to option code, of the answers that can be read, and what was wrong."""
    items = definition.scored_items
    if not isinstance(answers, list):
        return {}, ["answers: not a list"]
    codes: dict[int, str | None] = {}
    problems = []
    if len(answers) != len(items):
        problems.append(f"answers: {len(answers)} instead of {len(items)}")
    for item, answer in zip(items, answers, strict=False):
        option = _chosen(item, answer, by)
        if option is None and answer is not None:
            problems.append(f"item {item.number}: {_shown(answer)} is not one of its options")
        elif option is not None:
            codes[item.number] = option.code
    return codes, problems


def _chosen(item: Item, answer: object, by: By) -> Option | None:
    """The chosen option. Whole numbers only: true, 1.0 and "1" are no answers."""
    if type(answer) is not int:
        return None
    if by == By.POSITION:
        return _at(item.options, answer)
    return next((option for option in item.options if option.score == answer), None)


def _at(options: Sequence[Option], position: int) -> Option | None:
    return options[position] if 0 <= position < len(options) else None


def _shown(answer: object) -> str:
    shown = json.dumps(answer)
    return shown if len(shown) <= 20 else f"{shown[:20]}..."

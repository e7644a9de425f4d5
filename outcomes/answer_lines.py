"""JSON lines of answers in, JSON lines of scores out: the pure half of ``manage.py score``.

In:  ``{"id": "a1", "answers": [0, 3, null]}``, one entry per scored item in printed order.
Out: one object as in :func:`scored_line`, with 1-based item numbers.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, NamedTuple

from outcomes.definitions import Definition, Item, Option
from outcomes.scoring import Result, score

LONGEST_NUMBER = 400

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
            parse_int=_whole,
            object_pairs_hook=_without_repeats,
        )
        if isinstance(found, dict):
            json.dumps(found.get("id"), allow_nan=False)  # it must go back as it came
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadLine("not a JSON object")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def _whole(digits: str) -> int | float:
    """A number too long for Python to read is no answer either, and no reason to stop."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is written twice")
    return found


def scored_line(definition: Definition, line: dict[str, Any], by: By) -> dict[str, Any]:
    """The scores of one line. Invalid answers fill ``errors`` and empty every figure."""
    read = _read(definition, line.get("answers"), by)
    result = score(definition, read.codes, read.problems)
    unanswered = tuple(n for n in result.missing_items if n not in read.invalid)
    found = {name: getattr(result, name) for name in PRINTED}
    return {"id": line.get("id"), **found, "missing_items": unanswered}


class Read(NamedTuple):
    """What could be read of the answers of one line."""

    codes: dict[int, str | None]
    invalid: set[int]
    """Items that hold something, but none of their options. They are not unanswered."""
    problems: list[str]


def _read(definition: Definition, answers: object, by: By) -> Read:
    items = definition.scored_items
    if not isinstance(answers, list):
        return Read({}, set(), ["answers: not a list"])
    read = Read({}, set(), [])
    if len(answers) != len(items):
        read.problems.append(f"answers: {len(answers)} instead of {len(items)}")
    for item, answer in zip(items, answers, strict=False):
        option = _chosen(item, answer, by)
        if option is not None:
            read.codes[item.number] = option.code
        elif answer is not None:
            read.invalid.add(item.number)
            read.problems.append(f"item {item.number}: {_shown(answer)} is not one of its options")
    return read


def _chosen(item: Item, answer: object, by: By) -> Option | None:
    """The chosen option. Whole numbers only: true, 1.0 and "1" are no answers."""
    if type(answer) is not int:
        return None
    if by == By.POSITION:
        return _at(item.options, answer)
    return item.with_score(answer)


def _at(options: Sequence[Option], position: int) -> Option | None:
    return options[position] if 0 <= position < len(options) else None


def _shown(answer: object) -> str:
    if isinstance(answer, list | dict):
        return "a list" if isinstance(answer, list) else "an object"
    if isinstance(answer, float) and not math.isfinite(answer):
        return "a number too large"
    shown = json.dumps(answer)
    return shown if len(shown) <= 20 else f"{shown[:20]}..."

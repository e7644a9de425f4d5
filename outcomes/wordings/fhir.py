"""A FHIR Questionnaire as a source of words: R4 (``choice``) and, as given, R5 (``coding``)."""

import json
from collections.abc import Iterator
from typing import Any

from outcomes.instrument_documents import ITEM_WEIGHT, ORDINAL_VALUE
from outcomes.wordings import (
    WHOLE,
    BadWording,
    Problem,
    WordedItem,
    WordedOption,
    Wording,
    refuse,
    whole,
)

CHOICES = ("choice", "coding", "open-choice")


def read(content: bytes) -> Wording:
    """Raises BadWording with everything that keeps it from being read."""
    form = _object(content)
    problems: list[Problem] = []
    try:
        items = tuple(_items(form.get("item", []), "", problems))
    except (AttributeError, TypeError, KeyError, RecursionError) as error:
        raise BadWording([Problem(WHOLE, "is not built as a FHIR Questionnaire")]) from error
    refuse(problems)
    language = form.get("language", "")
    return Wording(language if isinstance(language, str) else "", items)


def _object(content: bytes) -> dict[str, Any]:
    try:
        form = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadWording([Problem(WHOLE, "is not JSON in UTF-8")]) from error
    if not isinstance(form, dict) or form.get("resourceType") != "Questionnaire":
        raise BadWording([Problem(WHOLE, "is not a FHIR Questionnaire")])
    return form


def _items(entries: list[Any], stem: str, problems: list[Problem]) -> Iterator[WordedItem]:
    """Each question in order; groups give their text to the questions in them."""
    for entry in entries:
        kind, where = entry.get("type"), f"Item {entry.get('linkId', '?')}"
        if kind == "group":
            yield from _items(entry.get("item", []), _text(entry), problems)
        elif kind in CHOICES:
            problems += _unfollowed(entry, where)
            yield WordedItem(where, str(entry["linkId"]), _text(entry), stem, _options(entry))
        elif kind != "display" and not entry.get("readOnly"):
            problems.append(Problem(where, f"is of type “{kind}”. Only choices are read"))


def _text(entry: dict[str, Any]) -> str:
    text = entry.get("text", "")
    return text.strip() if isinstance(text, str) else ""


def _unfollowed(entry: dict[str, Any], where: str) -> Iterator[Problem]:
    if entry["type"] == "open-choice":
        yield Problem(where, "leaves room for an answer of one’s own, which has no score")
    if entry.get("enableWhen"):
        yield Problem(where, "is asked only after certain answers. We ask every question")
    if entry.get("answerValueSet"):
        yield Problem(where, "names a value set. List its options in the file")
    if entry.get("repeats"):
        yield Problem(where, "takes several answers. We take one")
    if entry.get("item"):
        yield Problem(where, "has questions within it. Put them beside it")


def _options(entry: dict[str, Any]) -> tuple[WordedOption, ...]:
    return tuple(_option(option) for option in entry.get("answerOption", []))


def _option(option: dict[str, Any]) -> WordedOption:
    coding = option.get("valueCoding", {})
    code, label = str(coding.get("code", "")), coding.get("display", "")
    extensions = [*option.get("extension", []), *coding.get("extension", [])]
    weights = [e.get("valueDecimal") for e in extensions if e.get("url") in WEIGHTS]
    score = _score(weights) if weights else whole(code)
    return WordedOption(code, label.strip() if isinstance(label, str) else "", score)


WEIGHTS = {ORDINAL_VALUE, ITEM_WEIGHT}


def _score(weights: list[Any]) -> int | None:
    """One whole number, said once or several times; anything else is no score."""
    first = weights[0]
    numbers = [w for w in weights if isinstance(w, int | float) and not isinstance(w, bool)]
    agreed = len(numbers) == len(weights) and set(numbers) == {first}
    return int(first) if agreed and first == int(first) else None

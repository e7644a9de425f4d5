"""From the two JSON documents of an instrument to one checked definition.

The documents may come from a file or a database row:

* a FHIR R4 Questionnaire: the questions, the options as they are printed, the copyright line;
* a scoring file (``instruments/scoring.schema.json``): what each option code is worth, the
  scales, missing rules, bands, cut-offs, reliable change, risk rules and the licence.

They are checked against each other: an option weight in the questionnaire that differs from the
key, or wording that differs from the hash, is refused. A score never depends on where an option
stands on the page.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from outcomes.definitions import Definition, Item, Kind, Option, Scale
from outcomes.scoring_documents import licence_of, period_of, risk_rule_of, scale_of, youngest_of
from pim.errors import DomainError

Document = Mapping[str, Any]

ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
"""The same extension: its name in R4 and its name since R5."""


CODE = re.compile(r"[A-Za-z0-9][\w.+-]*", re.ASCII)
"""What may stand in an address, in the name of a column and in a cell of a spreadsheet."""


class BadInstrument(DomainError):
    """The two documents of an instrument do not make a safe definition."""


def text_hash(questionnaire: Document) -> str:
    """SHA-256 over every word she may read, with its link id or code, in printed order."""
    words = [
        [group.get("text", ""), item["linkId"], item.get("text", ""), _printed_options(item)]
        for group, item in questions(questionnaire)
    ]
    canonical = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def definition_of(questionnaire: Document, scoring: Document) -> Definition:
    """Make a definition from its two documents.

    Raises BadInstrument if a part is missing or the two contradict each other.
    """
    try:
        definition = _definition_of(questionnaire, scoring)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInstrument(f"The instrument cannot be read: {error!r}") from error
    _check(definition, questionnaire)
    return definition


def _definition_of(questionnaire: Document, scoring: Document) -> Definition:
    return Definition(
        key=scoring["key"],
        version=scoring["version"],
        name=scoring["name"],
        title=questionnaire.get("title", scoring["name"]),
        language=scoring["language"],
        translation_source=scoring.get("translation_source") or "",
        effective_on=date.fromisoformat(scoring["effective_on"]),
        recall_days=scoring.get("recall_days"),
        higher_is=scoring["higher_is"],
        items=tuple(_items(questionnaire, scoring)),
        scales=tuple(scale_of(scale) for scale in scoring["scales"]),
        risk_rules=tuple(risk_rule_of(rule) for rule in scoring["risk_rules"]),
        youngest=youngest_of(scoring),
        period=period_of(scoring),
        licence=licence_of(scoring["licence"]),
        text_hash=scoring["text_hash"],
    )


# --- Reading the questionnaire -------------------------------------------------------------


def questions(questionnaire: Document) -> Iterator[tuple[Any, Any]]:
    """Each question she answers with the group it stands in; no totals, no display lines."""
    for entry in questionnaire["item"]:
        grouped = entry["type"] == "group"
        for item in entry["item"] if grouped else [entry]:
            if item["type"] != "display" and not item.get("readOnly"):
                yield (entry if grouped else {}), item


def _printed_options(item: Document) -> list[list[str]]:
    codings = [option["valueCoding"] for option in item.get("answerOption", [])]
    return [[coding["code"], coding.get("display", "")] for coding in codings]


def _items(questionnaire: Document, scoring: Document) -> Iterator[Item]:
    numbered = {entry["link_id"]: entry for entry in scoring["items"]}
    asked = [item["linkId"] for _, item in questions(questionnaire)]
    if asked != list(numbered):
        raise BadInstrument("The questionnaire and the scoring file list different questions.")
    for group, item in questions(questionnaire):
        entry = numbered[item["linkId"]]
        yield Item(
            number=entry["number"],
            link_id=item["linkId"],
            text=item.get("text", ""),
            stem=group.get("text", ""),
            kind=Kind(item["type"]),
            options=tuple(_options(item, entry, scoring)),
            required=item.get("required", False),
            scored=entry["key"] is not None,
        )


def _options(item: Document, entry: Document, scoring: Document) -> Iterator[Option]:
    key = {} if entry["key"] is None else scoring["keys"][entry["key"]]
    not_scored = scoring.get("not_scored", {})
    options = item.get("answerOption", [])
    codes = [option["valueCoding"]["code"] for option in options]
    if len(set(codes)) != len(codes):
        raise BadInstrument(f"Item {entry['number']} has an option code twice.")
    if key and set(codes) - set(not_scored) != set(key):
        raise BadInstrument(f"Item {entry['number']} and its key list different options.")
    for option, code in zip(options, codes, strict=True):
        if key and _weight(option) != key.get(code):
            raise BadInstrument(
                f"Item {entry['number']}: the weight of {code} contradicts the key."
            )
        label = option["valueCoding"].get("display", "")
        yield Option(code, label, key.get(code), not_scored.get(code))


def _weight(option: Document) -> float | None:
    """The option's weight: written on the option or on its Coding, under either name."""
    extensions = [*option.get("extension", []), *option["valueCoding"].get("extension", [])]
    weights = [e["valueDecimal"] for e in extensions if e["url"] in {ORDINAL_VALUE, ITEM_WEIGHT}]
    if len(set(weights)) > 1:
        raise BadInstrument(f"Option {option['valueCoding']['code']} has two weights.")
    return weights[0] if weights else None


# --- Checking one against the other --------------------------------------------------------


def _check(definition: Definition, questionnaire: Document) -> None:
    if text_hash(questionnaire) != definition.text_hash:
        raise BadInstrument("The wording is not the wording this scoring file was made for.")
    if [item.number for item in definition.items] != list(range(1, len(definition.items) + 1)):
        raise BadInstrument("The questions are not numbered 1, 2, 3 in printed order.")
    if odd := [code for code in _codes(definition) if not CODE.fullmatch(code)]:
        raise BadInstrument(f"“{odd[0]}” is not a code: letters and figures without a space.")
    scored = {item.number for item in definition.scored_items}
    for scale in definition.scales:
        _check_scale(scale, scored, definition.items)
    if not {rule.item for rule in definition.risk_rules} <= scored:
        raise BadInstrument("A risk rule names a question that is not scored.")
    if not all(rule.steps for rule in definition.risk_rules):
        raise BadInstrument("A risk rule has no threshold.")


def _codes(definition: Definition) -> Iterator[str]:
    yield from (definition.key, definition.version, definition.language)
    for scale in definition.scales:
        yield from (scale.key, *(band.key for band in scale.bands))


def _check_scale(scale: Scale, scored: set[int], items: Sequence[Item]) -> None:
    named = set(scale.items)
    if not named or len(named) != len(scale.items) or not named <= scored:
        raise BadInstrument(f"Scale {scale.key} names a question twice, or one without a key.")
    if _range(scale, [item for item in items if item.number in named]) != (
        scale.lowest,
        scale.highest,
    ):
        raise BadInstrument(f"Scale {scale.key}: its range is not what its items can reach.")
    _check_bands(scale)


def _range(scale: Scale, items: Sequence[Item]) -> tuple[float, float]:
    """The lowest and highest figure these items can give on this scale."""
    lowest, highest = sum(item.lowest for item in items), sum(item.highest for item in items)
    if scale.conversion is None:
        return lowest, highest
    if list(scale.conversion) != list(range(lowest, highest + 1)):
        raise BadInstrument(f"Scale {scale.key}: the conversion table has gaps.")
    return scale.conversion[lowest], scale.conversion[highest]


def _check_bands(scale: Scale) -> None:
    """Bands, where there are any, cover the whole range without gap or overlap."""
    if not scale.bands:
        return
    ends = [band.highest + 1 for band in scale.bands[:-1]]
    starts = [band.lowest for band in scale.bands[1:]]
    whole = (scale.bands[0].lowest, scale.bands[-1].highest) == (scale.lowest, scale.highest)
    if ends != starts or not whole:
        raise BadInstrument(f"Scale {scale.key}: its bands leave a gap or overlap.")

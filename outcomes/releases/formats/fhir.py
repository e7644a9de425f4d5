"""FHIR R4: one bundle a line for each episode, with her forms and their scores. No dates.

The subject is the code she has in this study. When a form was finished is told as the study has
it: relative to asking, to the birth, to the first session. A form nobody sent in is not here, and
neither is an answer that is held back.
"""

import csv
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

from outcomes.definitions import Definition, Item
from outcomes.fhir_answers import ABSENT, OWN_SCALES, SCREENING
from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import NOT_RELEASED, OF_A_FORM
from outcomes.releases.formats.variables import is_open

FILE = "fhir.ndjson"
OWN = "urn:parents-in-mind"
WHY_ABSENT = {
    "not_asked": "not-asked",
    "rather_not": "asked-declined",
    "does_not_apply": "not-applicable",
    "not_given": "not-performed",
    "withdrawn": "asked-declined",
    "invalid": "error",
}
Row = dict[str, str]
Resource = dict[str, Any]


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    made = folder / FILE
    writer = Writer(codebook)
    with (
        tables["long"].open(newline="", encoding="utf-8") as long,
        tables["scores"].open(newline="", encoding="utf-8") as scores,
        made.open("w", encoding="utf-8") as file,
    ):
        for bundle in writer.bundles(_sent_in(long), _sent_in(scores)):
            file.write(json.dumps(bundle, ensure_ascii=False, separators=(",", ":")) + "\n")
    return [made]


def _sent_in(file: TextIO) -> Iterator[Row]:
    """The rows of forms that came in: only these say how they were answered."""
    return (row for row in csv.DictReader(file) if row["mode"])


class Writer:
    """Turns the rows of one release, in the order of their codes, into bundles."""

    def __init__(self, codebook: Codebook) -> None:
        self._study = codebook.study
        self._definitions = {(one.key, one.version): one for one in codebook.definitions}
        self._questionnaires = codebook.questionnaires

    def bundles(self, answers: Iterable[Row], figures: Iterable[Row]) -> Iterator[Resource]:
        """Both tables are in the order of the codes, so they are read side by side."""
        forms = ((row[0]["code"], self._form(row)) for row in _by_form(answers))
        scores = ((row["code"], [self._score(row)]) for row in figures)
        together = heapq.merge(forms, scores, key=itemgetter(0))
        for _, found in groupby(together, key=itemgetter(0)):
            entries = [resource for _, resources in found for resource in resources]
            yield {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": resource} for resource in entries],
            }

    # --- Answers -------------------------------------------------------------------------------

    def _form(self, rows: list[Row]) -> list[Resource]:
        given = {int(row["item"]): row for row in rows if row["missing_reason"] != NOT_RELEASED}
        if not given:
            return []
        first = rows[0]
        questionnaire = self._questionnaires[_which(first)]
        response = {
            "resourceType": "QuestionnaireResponse",
            "id": _id(first),
            "extension": _when(first),
            "questionnaire": f"{questionnaire['url']}|{questionnaire['version']}",
            "status": "completed",
            "subject": self._subject(first),
            "item": self._items(self._definitions[_which(first)], questionnaire["item"], given),
        }
        return [response]

    def _items(
        self, definition: Definition, entries: list[Any], given: Mapping[int, Row]
    ) -> list[Resource]:
        found = (self._item(definition, entry, given) for entry in entries)
        return [item for item in found if item]

    def _item(
        self, definition: Definition, entry: Mapping[str, Any], given: Mapping[int, Row]
    ) -> Resource | None:
        """None for what is no question of hers, and for what is held back."""
        if entry["type"] == "group":
            inside = self._items(definition, entry["item"], given)
            return {"linkId": entry["linkId"], "item": inside} if inside else None
        asked = (one for one in definition.items if one.link_id == entry["linkId"])
        item = next(asked, None)
        row = given.get(item.number) if item else None
        if item is None or row is None:
            return None
        return {"linkId": item.link_id, **_answer(definition, entry, item, row)}

    # --- Scores --------------------------------------------------------------------------------

    def _score(self, row: Row) -> Resource:
        definition = self._definitions[_which(row)]
        scale = definition.scale(row["scale"])
        return {
            "resourceType": "Observation",
            "id": f"{_id(row)}-{row['scale']}".replace("_", "-"),
            "extension": _when(row),
            "status": "final",
            "code": {
                "coding": [{"system": OWN_SCALES, "code": f"{row['instrument']}.{row['scale']}"}],
                "text": scale.name if scale else row["scale"],
            },
            "subject": self._subject(row),
            "note": [{"text": SCREENING}],
            **_figure(row),
        }

    def _subject(self, row: Row) -> Resource:
        return {"identifier": {"system": f"{OWN}:study:{self._study}", "value": row["code"]}}


def _by_form(rows: Iterable[Row]) -> Iterator[list[Row]]:
    for _, found in groupby(rows, key=itemgetter("code", "wave", "instrument")):
        yield list(found)


def _which(row: Row) -> tuple[str, str]:
    return row["instrument"], row["instrument_version"]


def _id(row: Row) -> str:
    return f"{row['code']}-{row['wave']}-{row['instrument']}".replace("_", "-")


def _when(row: Row) -> list[Resource]:
    """The wave, how it was answered, and what the study has of when."""
    told = [
        {"url": f"{OWN}:wave", "valueCode": row["wave"]},
        {"url": f"{OWN}:mode", "valueCode": row["mode"]},
    ]
    relative = [name for name in row if name in OF_A_FORM and row[name]]
    return told + [
        {"url": f"{OWN}:{name.replace('_', '-')}", "valueInteger": int(row[name])}
        for name in relative
    ]


def _answer(definition: Definition, entry: Mapping[str, Any], item: Item, row: Row) -> Resource:
    option = item.option(row["option_code"])
    if option is None:
        why = {"url": f"{OWN}:missing-reason", "valueCode": row["missing_reason"]}
        return {"extension": [why]}
    codings = (one["valueCoding"] for one in entry["answerOption"])
    coding = next(one for one in codings if one["code"] == option.code)
    said = {name: coding[name] for name in ("system", "code") if name in coding}
    if is_open(definition) and option.label:
        said["display"] = option.label
    return {"answer": [{"valueCoding": said}]}


def _figure(row: Row) -> Resource:
    if row["total"]:
        return {"valueQuantity": {"value": float(row["total"]), "unit": "points"}}
    why = WHY_ABSENT.get(row["missing_reason"], "unknown")
    return {"dataAbsentReason": {"coding": [{"system": ABSENT, "code": why}]}}

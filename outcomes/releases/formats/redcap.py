"""A REDCap data dictionary: a project made from it takes in wide.csv as it is."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from outcomes.definitions import Definition
from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import Asked, Column
from outcomes.releases.formats.variables import worth
from outcomes.wordings.redcap import CHOICES, COLUMNS, FORM, LABEL, NAME, TYPE
from pim.formulas import safe

FILE = "redcap.csv"
ABOUT_HER = "episode"
NOTE, KIND, LOWEST, HIGHEST = COLUMNS[6:10]
KINDS = {"whole number": "integer", "number": "number"}


def make(tables: Mapping[str, Path], codebook: Codebook, folder: Path) -> list[Path]:
    made = folder / FILE
    with made.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
        table.writeheader()
        table.writerows(_rows(codebook))
    return [made]


def _rows(codebook: Codebook) -> Iterator[dict[str, str]]:
    forms, limits, words = _forms(codebook), _limits(codebook), worth(codebook)
    for column in codebook.tables["wide"]:
        scores = {str(score): label for score, label in words.get(column.name, {}).items()}
        values = dict(column.values) or scores
        yield {
            NAME: column.name,
            FORM: forms.get(column.name, ABOUT_HER),
            TYPE: "radio" if values else "text",
            LABEL: str(safe(column.meaning)),
            CHOICES: " | ".join(f"{code}, {_plain(label)}" for code, label in values.items()),
            NOTE: f"Why it is blank: {column.reason}" if column.reason else "",
            **(_figure(column, limits) if not values else {}),
        }


def _plain(label: str) -> str:
    """REDCap ends a choice at a bar."""
    return label.replace("|", "/")


def _figure(column: Column, limits: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    lowest, highest = limits.get(column.name, ("", ""))
    return {KIND: KINDS.get(column.kind, ""), LOWEST: lowest, HIGHEST: highest}


def _forms(codebook: Codebook) -> dict[str, str]:
    """Each figure with the form of REDCap it stands in: one for each questionnaire of a wave."""
    return {name: form.stem for form in codebook.forms for name in _names(form)}


def _names(form: Asked) -> Iterator[str]:
    yield from map(form.total_name, form.scales)
    yield from map(form.item_name, form.items)
    yield form.reason_name


def _limits(codebook: Codebook) -> dict[str, tuple[str, str]]:
    return {
        name: limits
        for form in codebook.forms
        for definition in codebook.definitions
        if definition.key == form.instrument
        for name, limits in _of_form(form, definition)
    }


def _of_form(form: Asked, definition: Definition) -> Iterator[tuple[str, tuple[str, str]]]:
    for scale in definition.scales:
        yield form.total_name(scale.key), (f"{scale.lowest:g}", f"{scale.highest:g}")
    for number in form.items:
        if item := definition.item(number):
            yield form.item_name(number), (str(item.lowest), str(item.highest))

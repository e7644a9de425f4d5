"""The columns of a table as SPSS and Stata know them: short names, numbers, words, missing codes.

Both programs count in numbers, so a code from a fixed list becomes a number with its words as a
label. A blank with a reason becomes that reason's missing code, which both leave out of a mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outcomes.definitions import Definition
from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import NOT_RELEASED, REASONS, YES_NO, Column

LONGEST_NAME = 29  # Stata takes 32: the name of its list of labels has up to three digits more
NUMBERS = ("whole number", "number")
MISSING: Mapping[str, int] = {
    "not_asked": -99,
    "not_answered": -98,
    "rather_not": -97,
    "does_not_apply": -96,
    "not_given": -95,
    "withdrawn": -94,
    "invalid": -93,
    NOT_RELEASED: -92,
    "erased": -91,
}
LETTERS = dict(zip(MISSING, "abcdefghi", strict=True))
"""Stata's missing values, .a to .i, in the same order."""
MISSING_WORDS = dict(REASONS)
OPEN_LICENCES = ("free", "own")


@dataclass(frozen=True, slots=True)
class Variable:
    """One column as a variable."""

    column: Column
    name: str
    codes: Mapping[str, int]
    """Each code of the CSV file with the number that stands for it; empty if it keeps its text."""
    labels: Mapping[int, str]
    reason: str
    """The column with the reason why a figure is missing; empty where there is none."""

    @property
    def is_number(self) -> bool:
        return self.column.kind in NUMBERS

    @property
    def is_text(self) -> bool:
        return not self.is_number and not self.codes


def variables(codebook: Codebook, table: str) -> tuple[Variable, ...]:
    heads = codebook.tables[table]
    names = short_names([column.name for column in heads])
    reasons = {column.name for column in heads if column.values == REASONS}
    words = worth(codebook)
    return tuple(
        Variable(
            column=column,
            name=names[column.name],
            codes=(codes := numbered(column)),
            labels=_labels(column, codes) or words.get(column.name, {}),
            reason=column.reason if column.kind in NUMBERS and column.reason in reasons else "",
        )
        for column in heads
    )


def numbered(column: Column) -> dict[str, int]:
    """Numbers for the codes of a fixed list. A reason is the missing code it stands for."""
    if column.values == REASONS:
        return dict(MISSING)
    if column.values == YES_NO:
        return {"yes": 1, "no": 0}
    return {code: place for place, (code, _) in enumerate(column.values, start=1)}


def _labels(column: Column, codes: Mapping[str, int]) -> dict[int, str]:
    return {codes[code]: words for code, words in column.values}


def value_labels(
    variables: Sequence[Variable], missing: Mapping[Any, str]
) -> dict[str, dict[Any, str]]:
    """The words of every number, and of the missing codes as the program writes them."""
    labels = {
        variable.name: {**variable.labels, **(missing if variable.reason else {})}
        for variable in variables
    }
    return {name: words for name, words in labels.items() if words}


# --- Names -------------------------------------------------------------------------------------


def short_names(names: list[str]) -> dict[str, str]:
    """Each name as it is, or its words cut alike until it fits; never two the same."""
    taken = {name for name in names if len(name) <= LONGEST_NAME}
    short = {name: name for name in taken}
    for name in names:
        if name not in short:
            short[name] = next(one for one in _cut(name) if one not in taken)
            taken.add(short[name])
    return short


def _cut(name: str) -> Iterator[str]:
    words = name.split("_")
    for length in range(max(map(len, words)), 0, -1):
        cut = "_".join(word[:length] for word in words)
        if len(cut) <= LONGEST_NAME:
            yield cut
    for place in range(1, 1000):
        yield f"{name[: LONGEST_NAME - 4]}_{place}"


# --- Words of single answers -------------------------------------------------------------------


def worth(codebook: Codebook) -> dict[str, dict[int, str]]:
    """What each score of a single answer stands for, where the words are free to be given on."""
    return {
        form.item_name(item): words
        for form in codebook.forms
        for item in form.items
        if (words := words_of(codebook, form.instrument, item))
    }


def words_of(codebook: Codebook, instrument: str, item: int) -> dict[int, str]:
    """In English if there is an English version of it."""
    found: dict[int, str] = {}
    for definition in sorted(codebook.definitions, key=lambda one: one.language != "en"):
        if definition.key == instrument and is_open(definition):
            found = _scores(definition, item) | found
    return dict(sorted(found.items()))


def _scores(definition: Definition, number: int) -> dict[int, str]:
    item = definition.item(number)
    options = item.options if item else ()
    return {one.score: one.label for one in options if one.score is not None and one.label}


def is_open(definition: Definition) -> bool:
    """Whether its words may be handed on to anybody."""
    return definition.licence.status in OPEN_LICENCES

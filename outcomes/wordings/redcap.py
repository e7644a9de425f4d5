"""A REDCap data dictionary: 18 columns, one line a field, choices as ``0, text | 1, text``."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import count

from outcomes.definitions import Definition, Item, Kind
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
from pim.formulas import plain_again, safe

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
NAME, FORM, SECTION, TYPE, LABEL, CHOICES = COLUMNS[:6]
BRANCHING, REQUIRED = COLUMNS[11], COLUMNS[12]
YES_NO = "1, Yes | 0, No"
ASKED = ("radio", "dropdown", "yesno")
NOT_ASKED = ("descriptive", "calc")
Line = tuple[int, Mapping[str, str]]
"""Its number in the file, and its cells by column."""


# --- In -----------------------------------------------------------------------------------------
def read(content: bytes) -> Wording:
    """Raises BadWording with everything that keeps it from being read."""
    problems: list[Problem] = []
    rows = list(_rows(content, problems))
    refuse(problems)
    forms = {row[FORM] for _, row in rows}
    if len(forms) > 1:
        problems.append(Problem(WHOLE, "holds more than one form. Export the one you mean"))
    items = tuple(_items(rows, problems))
    refuse(problems)
    return Wording("", items)


def _rows(content: bytes, problems: list[Problem]) -> Iterator[Line]:
    """Each line with its number in the file; a cell may run over several lines."""
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        headings = tuple(cell.strip() for cell in next(lines, []))
        if headings != COLUMNS:
            raise BadWording([Problem("Line 1", _about(headings))])
        begins = lines.line_num + 1
        for cells in lines:
            if any(cells) and len(cells) != len(COLUMNS):
                problems.append(Problem(f"Line {begins}", f"has {len(cells)} cells, not 18"))
            elif any(cells):
                yield begins, dict(zip(COLUMNS, map(str.strip, cells), strict=True))
            begins = lines.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadWording([Problem(WHOLE, "is not a CSV table in UTF-8")]) from error


def _about(headings: tuple[str, ...]) -> str:
    missing = [name for name in COLUMNS if name not in headings]
    if missing:
        return f"lacks the columns {', '.join(missing)} of a REDCap data dictionary"
    return "does not have the 18 columns of a REDCap data dictionary in their order"


def _items(rows: list[Line], problems: list[Problem]) -> Iterator[WordedItem]:
    stem = ""
    for number, row in rows:
        where, kind = f"Line {number}", row[TYPE].lower()
        stem = plain_again(row[SECTION]) or stem
        if kind in NOT_ASKED:
            continue
        if kind not in ASKED:
            problems.append(Problem(where, f"is a field of type “{kind}”. Only choices are read"))
        if row[BRANCHING]:
            problems.append(Problem(where, "has branching logic. We ask every question"))
        choices = row[CHOICES] or (YES_NO if kind == "yesno" else "")
        label = plain_again(row[LABEL])
        yield WordedItem(where, row[NAME], label, stem, tuple(_options(choices)))


def _options(choices: str) -> Iterator[WordedOption]:
    for choice in choices.split("|") if choices else ():
        code, _, label = choice.partition(",")
        yield WordedOption(code.strip(), label.strip(), whole(code.strip()))


# --- Out ----------------------------------------------------------------------------------------
def written(definition: Definition, *, with_words: bool = True) -> bytes:
    """The instrument as a dictionary that REDCap takes in; without words the labels are empty.

    Words that a spreadsheet would run as a formula get an apostrophe, which we take off again.
    """
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    stem = ""
    for item in definition.items:
        row = _row(definition, item, with_words)
        table.writerow(row | {SECTION: "" if row[SECTION] == stem else row[SECTION]})
        stem = row[SECTION]
    return out.getvalue().encode()


def _row(definition: Definition, item: Item, with_words: bool) -> dict[str, str]:
    form = definition.key.replace("-", "_")
    return {
        NAME: f"{form}_{item.number}",
        FORM: form,
        SECTION: str(safe(item.stem)) if with_words else "",
        TYPE: "radio" if item.kind == Kind.CHOICE else "notes",
        LABEL: str(safe(item.text)) if with_words else "",
        CHOICES: " | ".join(_choices(item, with_words)),
        REQUIRED: "y" if item.required else "",
    }


def _choices(item: Item, with_words: bool) -> Iterator[str]:
    """The score is the code; a question that is never scored counts its options from 0."""
    place = count()
    for option in item.options:
        code = next(place) if not item.scored else option.score
        label = option.label if with_words else ""
        yield f"{option.missing_code if code is None else code}, {label}"

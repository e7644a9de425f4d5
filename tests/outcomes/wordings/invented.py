"""Files with invented words for any instrument. No word of a real questionnaire stands here."""

import csv
import io
import json

from outcomes import instrument_files
from outcomes.definitions import Definition
from outcomes.wordings import redcap

STEM = "Thinking of last Tuesday"


def label(item: int, place: int) -> str:
    return f"Colour {place} of {item}"


def dictionary(definition: Definition) -> list[dict[str, str]]:
    """The lines of a data dictionary that fits."""
    return [
        dict.fromkeys(redcap.COLUMNS, "")
        | {
            redcap.NAME: f"q_{item.number}",
            redcap.FORM: "invented",
            redcap.SECTION: STEM if item.number == 1 else "",
            redcap.TYPE: "radio",
            redcap.LABEL: f"Which colour was door {item.number}?",
            redcap.CHOICES: " | ".join(
                f"{option.score}, {label(item.number, place)}"
                for place, option in enumerate(item.options, start=1)
            ),
        }
        for item in definition.items
    ]


def as_csv(lines: list[dict[str, str]], columns=redcap.COLUMNS) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, extrasaction="ignore")
    table.writeheader()
    table.writerows(lines)
    return out.getvalue().encode()


def questionnaire(key: str) -> dict:
    """A FHIR Questionnaire that fits: our own skeleton with invented words in it."""
    form, _ = instrument_files.documents(key)
    group = form["item"][0]
    group["text"] = STEM
    for number, item in enumerate(group["item"], start=1):
        item["text"] = f"Which colour was door {number}?"
        for place, option in enumerate(item["answerOption"], start=1):
            option["valueCoding"]["display"] = label(number, place)
    return form


def as_json(form: dict) -> bytes:
    return json.dumps(form).encode()

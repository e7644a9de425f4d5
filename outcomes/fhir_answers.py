"""Her answers and scores as FHIR R4, for a record that speaks it. Pure.

An answer nobody gave has no ``answer``; an incomplete form has no figure, and says why. Words that
belong to somebody else stay out: the codes name the question and the answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from outcomes.definitions import Definition, Item, Kind, Option, Scale

OWN_SCALES = "urn:parents-in-mind:scale"
LOINC = "http://loinc.org"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
SCREENING = "A screening score, not a diagnosis."
Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """One instrument as she answered it. ``answers``: item number to option code or words."""

    id: UUID
    definition: Definition
    questionnaire: Mapping[str, Any]
    answers: Mapping[int, str]
    totals: Mapping[str, float | None]
    authored: datetime
    is_done: bool


def bundle(forms: list[Form]) -> Resource:
    """Everything of one request: each form, then its scores."""
    found = [resource for form in forms for resource in (response(form), *scores(form))]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in found],
    }


def response(form: Form) -> Resource:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(form.id),
        "questionnaire": f"{form.questionnaire['url']}|{form.questionnaire['version']}",
        "status": "completed" if form.is_done else "in-progress",
        "authored": form.authored.isoformat(),
        "item": [_entry(form, entry) for entry in form.questionnaire["item"] if _is_asked(entry)],
    }


def _is_asked(entry: Mapping[str, Any]) -> bool:
    return entry["type"] != "display" and not entry.get("readOnly")


def _entry(form: Form, entry: Mapping[str, Any]) -> Resource:
    if entry["type"] == "group":
        inside = [_entry(form, one) for one in entry["item"] if _is_asked(one)]
        return {"linkId": entry["linkId"], "item": inside}
    item = next(one for one in form.definition.items if one.link_id == entry["linkId"])
    said = form.answers.get(item.number)
    answer = {"answer": [_answer(form, entry, item, said)]} if said else {}
    return {"linkId": item.link_id, **answer}


def _answer(form: Form, entry: Mapping[str, Any], item: Item, said: str) -> Resource:
    if item.kind == Kind.TEXT:
        return {"valueString": said}
    codings = (option["valueCoding"] for option in entry["answerOption"])
    coding = next(coding for coding in codings if coding["code"] == said)
    kept = {name: coding[name] for name in ("system", "code") if name in coding}
    return {"valueCoding": kept | _label(form, item.option(said))}


def _label(form: Form, option: Option | None) -> Resource:
    is_free = form.definition.licence.status in ("free", "own")
    return {"display": option.label} if is_free and option and option.label else {}


def scores(form: Form) -> Iterator[Resource]:
    """One Observation a scale, once she has finished."""
    for scale in form.definition.scales if form.is_done else ():
        yield {
            "resourceType": "Observation",
            "id": f"{form.id}-{scale.key}".replace("_", "-"),
            "status": "final",
            "code": {"coding": [_coding(form, scale)], "text": scale.name},
            "effectiveDateTime": form.authored.isoformat(),
            "derivedFrom": [{"reference": f"QuestionnaireResponse/{form.id}"}],
            "note": [{"text": SCREENING}],
            **_value(form.totals.get(scale.key)),
        }


def _coding(form: Form, scale: Scale) -> Resource:
    """The LOINC code of the total where the questionnaire names one, otherwise our own."""
    totals = [entry for entry in form.questionnaire["item"] if entry.get("readOnly")]
    codes = [code for entry in totals for code in entry.get("code", []) if code["system"] == LOINC]
    if scale.key == "total" and codes:
        return {"system": LOINC, "code": codes[0]["code"]}
    return {"system": OWN_SCALES, "code": f"{form.definition.key}.{scale.key}"}


def _value(total: float | None) -> Resource:
    if total is not None:
        return {"valueQuantity": {"value": total, "unit": "points"}}
    absent = {"system": ABSENT, "code": "unknown"}
    return {"dataAbsentReason": {"coding": [absent], "text": "Not every question was answered"}}

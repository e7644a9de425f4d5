"""A new version of an instrument out of words, terms and the rules it has already."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from outcomes.instrument_documents import definition_of, text_hash
from outcomes.wordings import WHOLE, Problem, Wording, refuse
from outcomes.wordings.fitting import fit

Documents = tuple[dict[str, Any], dict[str, Any]]
SHOWN_TO_BE_CONFIRMED = ("bands", "caseness", "reliable_change")


@dataclass(frozen=True, slots=True)
class Terms:
    """On whose word we may show these words, and until when."""

    permission_ref: str
    holder: str
    attribution: str
    expires: date | None
    language: str
    translation_source: str


def key_of(scoring: dict[str, Any], language: str) -> str:
    """A translation is an instrument of its own: it has its own cut-offs."""
    key = scoring["key"]
    return key if language == scoring["language"] else f"{key}-{language.lower()}"


def worded(base: Documents, wording: Wording, terms: Terms, number: int) -> Documents:
    """Both documents of the next version. Raises BadWording or BadInstrument."""
    questionnaire, scoring = deepcopy(base[0]), deepcopy(base[1])
    if wording.language and wording.language.lower() != terms.language.lower():
        refuse([Problem(WHOLE, f"is in “{wording.language}”, not in “{terms.language}”")])
    questionnaire = fit(definition_of(*base), questionnaire, wording)
    key, is_translated = key_of(scoring, terms.language), terms.language != scoring["language"]
    version = re.sub(r"\d+$", str(number), scoring["version"])
    url = questionnaire["url"].removesuffix(scoring["key"]) + key
    questionnaire |= {"url": url, "version": version, "language": terms.language}
    questionnaire |= {"status": "active", "copyright": terms.attribution}
    questionnaire.pop("purpose", None)
    if is_translated:
        scoring["scales"] = [_to_be_confirmed(scale) for scale in scoring["scales"]]
    scoring |= {
        "key": key,
        "version": version,
        "questionnaire": f"{url}|{version}",
        "language": terms.language,
        "translation_source": terms.translation_source or None,
        "licence": _licence(scoring["licence"], terms),
        "text_hash": text_hash(questionnaire),
    }
    definition_of(questionnaire, scoring)
    return questionnaire, scoring


def ended(base: Documents, last_day: date, why: str, number: int) -> Documents:
    """Both documents of a next version that may be shown to nobody after this day."""
    questionnaire, scoring = deepcopy(base[0]), deepcopy(base[1])
    version = re.sub(r"\d+$", str(number), scoring["version"])
    questionnaire["version"] = version
    notes = [scoring.get("notes", ""), f"The permission has ended: {why}"]
    scoring |= {
        "version": version,
        "questionnaire": f"{questionnaire['url']}|{version}",
        "licence": scoring["licence"] | {"expires": last_day.isoformat()},
        "notes": " ".join(filter(None, notes)),
        "text_hash": text_hash(questionnaire),
    }
    definition_of(questionnaire, scoring)
    return questionnaire, scoring


def _licence(licence: dict[str, Any], terms: Terms) -> dict[str, Any]:
    return licence | {
        "holder": terms.holder,
        "status": "permitted",
        "permission_ref": terms.permission_ref,
        "expires": terms.expires.isoformat() if terms.expires else None,
        "attribution": terms.attribution,
    }


def _to_be_confirmed(scale: dict[str, Any]) -> dict[str, Any]:
    """Cut-offs were found for another wording; somebody has to confirm them for this one."""
    rules = {name: scale[name] for name in SHOWN_TO_BE_CONFIRMED if scale.get(name)}
    return scale | {
        name: rule | {"source": rule["source"] | {"confirmed": False}}
        for name, rule in rules.items()
    }

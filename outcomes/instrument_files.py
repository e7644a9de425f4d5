"""The instruments that ship with the service, read from ``outcomes/instruments/``.

One folder per key: ``questionnaire.json`` (FHIR R4) and ``scoring.json``. A deploying
organisation may load further versions into the database; those never come through here.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from outcomes.definitions import Definition
from outcomes.instrument_documents import BadInstrument, definition_of

FOLDER = Path(__file__).parent / "instruments"


def keys() -> list[str]:
    """The keys of all instruments on file, sorted."""
    return sorted(path.parent.name for path in FOLDER.glob("*/scoring.json"))


def documents(key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The questionnaire and the scoring file of one key. BadInstrument if there is none."""
    if key not in keys():
        raise BadInstrument(f"There is no instrument called {key!r}. Known: {', '.join(keys())}.")
    questionnaire, scoring = (
        json.loads((FOLDER / key / name).read_text(encoding="utf-8"))
        for name in ("questionnaire.json", "scoring.json")
    )
    return questionnaire, scoring


@cache
def definition(key: str) -> Definition:
    """The definition of one key, checked."""
    return definition_of(*documents(key))

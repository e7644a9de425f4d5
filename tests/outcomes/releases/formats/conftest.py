"""One small release, written by hand: two episodes, every reason, and a name too long for Stata."""

import csv
import datetime as dt

import pytest

from outcomes import instrument_files
from outcomes.releases import columns
from outcomes.releases.codebook import Codebook
from outcomes.releases.columns import REASONS, Asked

NAMES = ["source", "age_band", "weeks_from_birth"]
FORMS = (
    Asked("asked", "gad-7", ("total",), tuple(range(1, 8))),
    Asked("asked", "phq-9", ("total",), ()),
    Asked("follow_up", "experience", ("less_isolated", "would_recommend"), (1, 2)),
)
WAVES = ["asked", "follow_up"]
HEADS = {
    "long": columns.long(NAMES, WAVES),
    "scores": columns.scores(NAMES, WAVES),
    "wide": columns.wide(NAMES, FORMS),
    "episodes": columns.episodes(NAMES, ()),
}
BBB = {
    "code": "BBBBBBBBBBBB",
    "source": "herself",
    "age_band": "18_plus",
    "consent_research": "yes",
    "consent_version": "v1",
}
CCC = {
    "code": "CCCCCCCCCCCC",
    "consent_research": "yes",
    "consent_version": "v1",
    "withheld": "source age_band",
}
SENT_IN = {"mode": "online", "window_ok": "yes", "weeks_from_birth": "-97"}
GAD = {
    "wave": "asked",
    "instrument": "gad-7",
    "instrument_version": "1.1.0",
    "scoring_version": "1.1.0",
    "form_language": "en",
}
PHQ = GAD | {"instrument": "phq-9"}
REASON_CODES = [reason for reason, _ in REASONS]


def _long():
    for item in range(1, 7):
        yield BBB | GAD | SENT_IN | {
            "item": item, "option_code": "LA6569-3", "option_score": 1}  # fmt: skip
    yield BBB | GAD | SENT_IN | {"item": 7, "missing_reason": "not_answered"}
    for item in range(1, 10):
        yield BBB | PHQ | SENT_IN | {"item": item, "missing_reason": "not_released"}
    for item, reason in enumerate(REASON_CODES[:7], start=1):
        yield CCC | GAD | {"item": item, "missing_reason": reason}


def _scores():
    yield BBB | GAD | SENT_IN | {
        "scale": "total", "prorated": 6.5, "n_missing": 1,
        "missing_reason": "not_answered"}  # fmt: skip
    yield BBB | PHQ | SENT_IN | {
        "scale": "total", "total": 27, "prorated": 27, "n_missing": 0, "band": "severe",
        "caseness": "yes"}  # fmt: skip
    yield CCC | GAD | {"scale": "total", "n_missing": 7, "missing_reason": "rather_not"}


def _wide():
    items = {f"asked_gad7_item{n}": n % 4 for n in range(1, 7)}
    yield (
        BBB
        | items
        | {
            "asked_weeks_from_birth": -97,
            "asked_phq9_total": 27,
            "follow_up_experience_missing": "withdrawn",
        }
    )
    yield CCC | {"asked_gad7_missing": "rather_not", "follow_up_experience_less_isolated": 5}


def written(folder, rows_of):
    paths = {}
    for table, heads in HEADS.items():
        paths[table] = folder / f"{table}.csv"
        with paths[table].open("w", newline="") as file:
            writer = csv.DictWriter(file, columns.names(heads), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows_of.get(table, ()))
    return paths


@pytest.fixture
def csv_files(tmp_path):
    rows = {"long": _long(), "scores": _scores(), "wide": _wide(), "episodes": [BBB, CCC]}
    return written(tmp_path, rows)


@pytest.fixture
def empty_files(tmp_path):
    return written(tmp_path, {})


@pytest.fixture
def made(tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture
def codebook():
    keys = ("experience", "gad-7", "phq-9")
    definitions = tuple(map(instrument_files.definition, keys))
    return Codebook(
        study="demo",
        programme="A programme",
        purpose="How women feel <before> and after",
        made_on=dt.date(2026, 6, 1),
        tables=HEADS,
        definitions=definitions,
        forms=FORMS,
        questionnaires={
            (one.key, one.version): instrument_files.documents(one.key)[0] for one in definitions
        },
    )


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))

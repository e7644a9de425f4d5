"""A release holds its tables in every format, and the command line writes each of them."""

import io
import json

import polars
import pyreadstat
import pytest
from fhir.resources.R4B.bundle import Bundle

from outcomes.releases.formats.variables import MISSING
from tests.outcomes.releases.conftest import CANARIES
from tests.outcomes.releases.reading import approve, content, request, rows
from tests.outcomes.releases.test_command import release_command

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_hides")]

TABLES = ("long", "scores", "wide", "episodes")
READERS = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}


def test_every_format_is_frozen_and_in_the_checksums(study, rhea, ada):
    files = content(request(study, rhea))
    of_tables = {f"{t}.{f}" for t in TABLES for f in ("csv", "parquet", "sav", "dta")}
    words = {"codebook.csv", "codebook.html", "load.R", "redcap.csv", "README.txt"}
    assert files.keys() == {*of_tables, *words, "fhir.ndjson", "SHA256SUMS"}
    for line in files["SHA256SUMS"].decode().splitlines():
        assert line.split()[1] in files


def test_no_format_names_anyone(study, rhea, ada, tmp_path):
    files = content(request(study, rhea))
    forbidden = [*CANARIES.values(), ada.reference, str(ada.pk), str(ada.parent_id)]
    said = {name: str(data) for name, data in files.items()}
    for name in files:
        if name.rpartition(".")[2] in READERS:
            (tmp_path / name).write_bytes(files[name])
            found, meta = READERS[name.rpartition(".")[2]](tmp_path / name, output_format="dict")
            said[name] = str((found, vars(meta)))
    assert [(name, one) for name, text in said.items() for one in forbidden if one in text] == []


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("layout", ["long", "wide"])
def test_the_command_writes_it_as_the_program_reads_it(
    study, rhea, tom, ada, tmp_path, format, layout
):
    release = request(study, rhea)
    approve(release, tom)
    release_command("--layout", layout, "--format", format, "--out", tmp_path)
    table = {"long": "scores", "wide": "wide"}[layout]
    total = {"long": "total", "wide": "end_gad7_total"}[layout]
    found, _ = READERS[format](tmp_path / f"{table}.{format}", output_format="dict")
    lines = rows(content(release)[f"{table}.csv"])
    assert list(found[total]) == [float(row[total]) if row[total] else None for row in lines]
    assert (tmp_path / "codebook.html").exists()


def test_what_she_did_not_say_is_missing_and_says_why(study, rhea, ada, tmp_path):
    (tmp_path / "long.sav").write_bytes(content(request(study, rhea))["long.sav"])
    found, _ = pyreadstat.read_sav(tmp_path / "long.sav", user_missing=True, output_format="polars")
    of = polars.col("instrument")
    apart = found.filter(of == "phq-9", polars.col("item") <= 9)["option_score"]
    assert set(apart) == {MISSING["not_released"]}
    assert found.filter(of == "experience")["option_score"].to_list()[0] == -96


def test_the_fhir_bundle_of_her_is_valid_and_holds_nothing_about_self_harm(study, rhea, ada):
    files = content(request(study, rhea))
    [line] = io.BytesIO(files["fhir.ndjson"]).readlines()
    Bundle.model_validate_json(line)
    found = [entry["resource"] for entry in json.loads(line)["entry"]]
    forms = [one["questionnaire"] for one in found if one["resourceType"] != "Observation"]
    totals = {
        (one["id"].partition("-")[2], one["valueQuantity"]["value"])
        for one in found
        if "valueQuantity" in one
    }
    assert {("asked-phq-9-total", 27), ("end-gad-7-total", 5)} <= totals
    assert b"44260-8" not in line  # the question itself
    assert len(forms) == 4

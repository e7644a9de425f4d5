"""Answers and scores as FHIR R4: valid, under the study's code, and without a day."""

import json
import re

import pytest
from fhir.resources.R4B.bundle import Bundle

from outcomes.releases.formats import fhir


@pytest.fixture
def text(csv_files, codebook, made):
    [path] = fhir.make(csv_files, codebook, made)
    assert path.name == "fhir.ndjson"
    return path.read_text()


@pytest.fixture
def bundles(text):
    return [json.loads(line) for line in text.splitlines()]


def resources(bundle, kind):
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if one["resourceType"] == kind]


def test_each_line_is_a_valid_bundle_of_one_episode_that_answered(text, bundles):
    for line in text.splitlines():
        Bundle.model_validate_json(line)
    [bundle] = bundles  # the other sent nothing in
    subjects = [entry["resource"]["subject"] for entry in bundle["entry"]]
    one = {"identifier": {"system": "urn:parents-in-mind:study:demo", "value": "BBBBBBBBBBBB"}}
    assert subjects == [one] * 3


def test_answers_stand_where_the_questionnaire_has_them(bundles):
    [form] = resources(bundles[0], "QuestionnaireResponse")  # the answers of PHQ-9 are held back
    assert form["questionnaire"] == "urn:parents-in-mind:questionnaire:gad-7|1.1.0"
    group = form["item"][0]
    assert (group["linkId"], len(group["item"])) == ("items", 7)
    assert group["item"][0] == {
        "linkId": "69725-0",
        "answer": [
            {
                "valueCoding": {
                    "system": "http://loinc.org",
                    "code": "LA6569-3",
                    "display": "Several days",
                }
            }
        ],
    }
    why = {"url": "urn:parents-in-mind:missing-reason", "valueCode": "not_answered"}
    assert group["item"][6]["extension"] == [why]
    assert "answer" not in group["item"][6]


def test_scores_are_those_of_the_csv_or_say_why_there_is_none(bundles):
    worry, mood = resources(bundles[0], "Observation")
    assert mood["valueQuantity"] == {"value": 27.0, "unit": "points"}
    assert mood["code"]["coding"][0]["code"] == "phq-9.total"
    assert "valueQuantity" not in worry
    assert worry["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_when_is_told_relative_to_the_birth_and_never_as_a_day(text, bundles):
    [form] = resources(bundles[0], "QuestionnaireResponse")
    told = {one["url"].rpartition(":")[2]: one for one in form["extension"]}
    assert told["weeks-from-birth"]["valueInteger"] == -97
    assert (told["wave"]["valueCode"], told["mode"]["valueCode"]) == ("asked", "online")
    assert not re.search(r"\d{4}-\d\d|authored|effective|issued|timestamp", text)
    assert "not_released" not in text


def test_a_release_of_nobody_has_no_line(empty_files, codebook, made):
    [path] = fhir.make(empty_files, codebook, made)
    assert path.read_text() == ""

"""Answers and scores as FHIR: valid, by codes, and without a figure where one is missing."""

import json

import pytest
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from outcomes import actions
from outcomes.enums import MissingReason
from pim import clock
from pim.access.audit import HERSELF
from pim.models import AuditEvent
from tests.outcomes.asking import MONDAY, WORRYING, answer, answer_all, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


def taken(client, request) -> list[dict]:
    found = client.get(reverse("answers-fhir", args=[request.pk]))
    assert found["Content-Type"] == "application/fhir+json"
    Bundle.model_validate_json(found.content)
    return [entry["resource"] for entry in json.loads(found.content)["entry"]]


def test_a_finished_form_goes_out_with_its_loinc_codes_and_its_total(signed_in, site_a, alice):
    request = asked(site_a, alice)
    answer_all(request, code=WORRYING[1])
    actions.complete(request=request, by=HERSELF, now=MONDAY)

    gad_7, worry, phq_9, mood = taken(signed_in(alice), request)

    assert gad_7["questionnaire"] == "urn:parents-in-mind:questionnaire:gad-7|1.1.0"
    assert (phq_9["status"], phq_9["authored"][:10]) == ("completed", "2026-06-01")
    ninth = phq_9["item"][0]["item"][8]
    assert ninth["linkId"] == "44260-8"
    assert ninth["answer"] == [
        {
            "valueCoding": {
                "system": "http://loinc.org",
                "code": "LA6569-3",
                "display": "Several days",
            }
        }
    ]
    totals = [(one["code"]["coding"][0]["code"], one["valueQuantity"]["value"]) for one in
              (worry, mood)]  # fmt: skip
    assert totals == [("70274-6", 7), ("44261-6", 9)]
    assert mood["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{phq_9['id']}"}]
    assert AuditEvent.objects.filter(action="questionnaire.taken_out", actor=alice).count() == 1


def test_what_she_did_not_answer_has_no_answer_and_no_total(signed_in, site_a, alice):
    request = asked(site_a, instruments=["gad-7"])
    answer(request, "gad-7", 1, missing=MissingReason.RATHER_NOT)
    half, *nothing = taken(signed_in(alice), request)
    QuestionnaireResponse.model_validate(half)
    assert (half["status"], nothing) == ("in-progress", [])
    assert half["item"][0]["item"][0] == {"linkId": "69725-0"}

    answer_all(request)
    actions.complete(request=request, by=HERSELF, now=MONDAY)

    _, worry = taken(signed_in(alice), request)
    assert worry["dataAbsentReason"]["text"] == "Not every question was answered"
    assert "valueQuantity" not in worry


def test_nobody_of_another_site_takes_them_out(signed_in, site_a, charlie, dana, bob):
    request = asked(site_a, instruments=["gad-7"])
    answer_all(request)
    for user in (charlie, dana, bob):
        found = signed_in(user).get(reverse("answers-fhir", args=[request.pk]))
        assert found.status_code == 404

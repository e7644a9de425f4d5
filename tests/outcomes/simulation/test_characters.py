"""What invented mums answer must look like what real ones might."""

from random import Random

import pytest

from outcomes import instrument_files
from outcomes.models import Instrument
from outcomes.simulation.answering import _answers
from outcomes.simulation.characters import mum

AGREES = {"strongly-agree", "agree"}


@pytest.fixture
def told():
    """What 200 mums say about their support: their answers by question."""
    questionnaire, scoring = instrument_files.documents("experience")
    instrument = Instrument(questionnaire=questionnaire, scoring=scoring)  # never saved
    chance = Random("experience")
    everyone = [dict(_answers(instrument, mum(chance, ["CV1"]), 0.5, chance)) for _ in range(200)]
    return {number: [answers[number] for answers in everyone] for number in everyone[0]}


def test_about_a_third_choose_texts():
    chance = Random("texts")
    assert 50 <= sum(mum(chance, ["CV1"]).texts for _ in range(200)) <= 85


def test_most_of_those_supported_felt_less_isolated_and_some_did_not(told):
    agreed = sum(answer.get("option_code") in AGREES for answer in told[1])
    assert 140 <= agreed <= 190


def test_kind_words_do_not_answer_what_made_things_worse(told):
    assert any(answer.get("words") for answer in told[3])
    assert not any(answer.get("words") for answer in told[4])

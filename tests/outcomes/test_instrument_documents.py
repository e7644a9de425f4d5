"""The instrument files: valid FHIR, true to the published keys, refused when they contradict."""

import copy
import json
from datetime import date

import jsonschema
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from outcomes import instrument_files
from outcomes.definitions import Kind
from outcomes.instrument_documents import BadInstrument, definition_of, text_hash

ALL = instrument_files.keys()


@pytest.mark.parametrize("key", ALL)
def test_every_questionnaire_is_valid_fhir(key):
    questionnaire, _ = instrument_files.documents(key)

    parsed = Questionnaire.model_validate_json(json.dumps(questionnaire))

    assert parsed.url == f"urn:parents-in-mind:questionnaire:{key}"


@pytest.mark.parametrize("key", ALL)
def test_every_scoring_file_keeps_to_its_schema(key):
    schema = json.loads((instrument_files.FOLDER / "scoring.schema.json").read_text())
    _, scoring = instrument_files.documents(key)

    validator = jsonschema.Draft202012Validator(schema)
    errors = [error.message for error in validator.iter_errors(scoring)]

    assert errors == []


@pytest.mark.parametrize("key", ALL)
def test_every_definition_loads_and_points_at_its_questionnaire(key):
    questionnaire, scoring = instrument_files.documents(key)

    definition = instrument_files.definition(key)

    assert definition.key == key
    assert scoring["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"


@pytest.mark.parametrize("name", ["key", "version", "language", "scale", "band"])
def test_a_code_that_a_spreadsheet_could_run_is_refused(name):
    questionnaire, scoring = map(copy.deepcopy, instrument_files.documents("gad-7"))
    scale = scoring["scales"][0]
    kept_in = {"scale": scale, "band": scale["bands"]["ranges"][0]}.get(name, scoring)
    kept_in[name if kept_in is scoring else "key"] = "=1+1"
    with pytest.raises(BadInstrument, match="is not a code"):
        definition_of(questionnaire, scoring)


def test_loinc_codes_of_the_phq_9():
    questionnaire, _ = instrument_files.documents("phq-9")
    definition = instrument_files.definition("phq-9")

    assert questionnaire["code"][0]["code"] == "44249-1"
    assert [item.link_id for item in definition.items] == [
        *("44250-9", "44255-8", "44259-0", "44254-1", "44251-7"),
        *("44258-2", "44252-5", "44253-3", "44260-8", "69722-7"),
    ]
    assert [option.code for option in definition.items[9].options] == [
        *("LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3"),
    ]


def test_loinc_codes_of_the_gad_7():
    questionnaire, _ = instrument_files.documents("gad-7")
    definition = instrument_files.definition("gad-7")

    assert questionnaire["code"][0]["code"] == "69737-5"
    assert [item.link_id for item in definition.items] == [
        *("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"),
    ]


@pytest.mark.parametrize("key", ["phq-9", "gad-7"])
def test_options_run_from_not_at_all_to_nearly_every_day(key):
    for item in instrument_files.definition(key).scored_items:
        assert [(o.code, o.label, o.score) for o in item.options] == [
            ("LA6568-5", "Not at all", 0),
            ("LA6569-3", "Several days", 1),
            ("LA6570-1", "More than half the days", 2),
            ("LA6571-9", "Nearly every day", 3),
        ]


def test_the_experience_survey_asks_what_the_press_reported():
    first, recommend, *_ = instrument_files.definition("experience").items

    assert first.text == "The support helped me feel less isolated"
    assert recommend.text == "I would recommend this support to another parent"
    assert [o.score for o in first.options] == [5, 4, 3, 2, 1, None, None]
    assert [o.missing_code for o in first.options] == [None] * 5 + [-96, -97]


def test_the_experience_survey_asks_what_went_wrong_and_whether_words_may_be_shared():
    _, _, *others = instrument_files.definition("experience").items

    assert [(item.link_id, item.kind, item.scored) for item in others] == [
        ("anything-to-tell", Kind.TEXT, False),
        ("may-quote", Kind.CHOICE, False),
        ("made-worse", Kind.TEXT, False),
        ("ended-early", Kind.CHOICE, False),
        ("overall", Kind.CHOICE, False),
    ]


def test_free_wording_may_be_used_from_its_effective_date():
    definition = instrument_files.definition("phq-9")

    assert definition.may_be_used_on(date(2026, 3, 29))
    assert not definition.may_be_used_on(date(2023, 12, 31))


def gad_7():
    return instrument_files.documents("gad-7")


def test_reworded_questions_are_refused():
    questionnaire, scoring = gad_7()
    options = questionnaire["item"][0]["item"][0]["answerOption"]
    options[0]["valueCoding"]["display"] = "Not at all sure"

    with pytest.raises(BadInstrument, match="wording"):
        definition_of(questionnaire, scoring)


def test_a_weight_that_contradicts_the_key_is_refused():
    questionnaire, scoring = gad_7()
    options = questionnaire["item"][0]["item"][0]["answerOption"]
    options[0]["extension"][0]["valueDecimal"] = 3

    with pytest.raises(BadInstrument, match="contradicts the key"):
        definition_of(questionnaire, scoring)


def test_the_weight_is_also_read_from_the_coding_under_its_newer_name():
    questionnaire, scoring = gad_7()
    option = questionnaire["item"][0]["item"][0]["answerOption"][0]
    option["valueCoding"]["extension"] = option.pop("extension")
    option["valueCoding"]["extension"][0]["url"] = (
        "http://hl7.org/fhir/StructureDefinition/itemWeight"
    )

    assert definition_of(questionnaire, scoring).items[0].options[0].score == 0


def test_options_may_be_printed_in_another_order_without_changing_a_score():
    questionnaire, scoring = gad_7()
    for item in questionnaire["item"][0]["item"]:
        item["answerOption"].reverse()
    scoring["text_hash"] = text_hash(questionnaire)

    definition = definition_of(questionnaire, scoring)

    assert definition.items[0].option("LA6571-9").score == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s["items"].pop(), "different questions"),
        (lambda s: s["keys"]["frequency"].pop("LA6571-9"), "different options"),
        (lambda s: s["scales"][0]["items"].append(8), "names a question twice"),
        (lambda s: s["scales"][0].update(highest=27), "its range"),
        (lambda s: s["scales"][0]["bands"]["ranges"].pop(1), "gap or overlap"),
        (lambda s: s.pop("licence"), "cannot be read"),
    ],
)
def test_a_scoring_file_that_does_not_fit_is_refused(change, message):
    questionnaire, scoring = gad_7()
    change(scoring)

    with pytest.raises(BadInstrument, match=message):
        definition_of(questionnaire, scoring)


def test_an_unknown_key_says_which_are_known():
    with pytest.raises(BadInstrument, match=r"Known: .+ phq-9"):
        instrument_files.definition("phq-99")


def test_versions_from_before_there_were_rules_of_use_can_still_be_read():
    questionnaire, scoring = gad_7()
    scoring.pop("use")

    definition = definition_of(questionnaire, scoring)

    assert (definition.youngest, definition.period) == (None, None)


@pytest.mark.parametrize(
    ("key", "scale", "points"),
    [
        ("epds", "total", [10, 11]),
        ("hads", "anxiety", [11]),
        ("hads", "depression", [11]),
        ("gad-7", "total", [13]),
        ("core-10", "total", [13]),
        ("ucla-3", "total", [6]),
        ("pbq", "f1", [12]),
        ("pbq", "f2", [13]),
        ("pbq", "f3", [10]),
        ("pbq", "f4", [2]),
    ],
)
def test_other_published_cut_offs_are_kept_beside_the_one_used(key, scale, points):
    found = instrument_files.definition(key).scale(scale)

    assert [point.at_least for point in found.cutpoints] == points
    assert all(point.source.population for point in found.cutpoints)


def test_what_was_not_verified_is_not_shown_as_confirmed():
    """Prorating of PHQ-9 and GAD-7, of WEMWBS; GAD-2; parts of CORE-10; how soon for PBQ."""
    unconfirmed = {
        (key, path) for key in ALL for path in paths_to_confirm(instrument_files.documents(key)[1])
    }

    assert unconfirmed == {
        ("phq-9", "scales.0.missing"),
        ("gad-7", "scales.0.missing"),
        ("wemwbs", "scales.0.missing"),
        ("gad-2", "scales.0.caseness"),
        ("core-10", "scales.0.bands"),
        ("core-10", "scales.0.reliable_change"),
        ("core-10", "scales.0.cutpoints.0"),
        ("ucla-3", "scales.0.cutpoints.0"),
        ("epds", "use.period"),
        ("pbq", "risk_rules.0"),
        ("pbq", "risk_rules.1"),
    }


def paths_to_confirm(found, path=()):
    if isinstance(found, dict) and found.get("confirmed") is False:
        yield ".".join(path[:-1])
    inner = found.items() if isinstance(found, dict) else enumerate(found)
    for name, one in inner if isinstance(found, dict | list) else ():
        if isinstance(one, dict | list):
            yield from paths_to_confirm(one, (*path, str(name)))

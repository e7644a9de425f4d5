"""Words from files: told line by line what is wrong, and never a score of the file's own."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from outcomes import instrument_files
from outcomes.definitions import Kind
from outcomes.instrument_documents import definition_of
from outcomes.wordings import BadWording, fhir, redcap
from outcomes.wordings.fitting import bare, fit
from outcomes.wordings.versions import Terms, worded
from tests.outcomes.wordings.invented import STEM, as_csv, as_json, dictionary, questionnaire

SKELETONS = ["core-10", "epds", "hads", "pbq", "swemwbs", "ucla-3", "wemwbs", "whooley"]
TERMS = Terms("R 17", "The holder", "© The holder", date(2027, 5, 3), "en", "")


def lines(key="epds"):
    return dictionary(instrument_files.definition(key))


def problems(content: bytes, key="epds", read=redcap.read) -> list[str]:
    form, _ = instrument_files.documents(key)
    with pytest.raises(BadWording) as refused:
        fit(instrument_files.definition(key), form, read(content))
    return [str(problem) for problem in refused.value.problems]


def version(key, wording, terms=TERMS):
    return worded(instrument_files.documents(key), wording, terms, 1)


@pytest.mark.parametrize("key", SKELETONS)
def test_both_kinds_of_file_make_the_same_usable_version(key):
    by_fhir = version(key, fhir.read(as_json(questionnaire(key))))
    by_redcap = version(key, redcap.read(as_csv(lines(key))))

    assert by_fhir == by_redcap
    found, skeleton = definition_of(*by_fhir), instrument_files.definition(key)
    assert found.version == "1.1.1"
    assert found.may_be_used_on(date(2027, 5, 3))
    assert not found.may_be_used_on(date(2027, 5, 4))
    assert found.items[0].stem == STEM
    key_of = [[(o.code, o.score) for o in item.options] for item in found.items]
    assert key_of == [[(o.code, o.score) for o in item.options] for item in skeleton.items]
    assert (found.scales, found.risk_rules) == (skeleton.scales, skeleton.risk_rules)


@pytest.mark.parametrize("key", SKELETONS)
def test_a_brought_in_version_is_valid_fhir_and_keeps_to_the_schema(key):
    form, scoring = version(key, fhir.read(as_json(questionnaire(key))))
    schema = json.loads((instrument_files.FOLDER / "scoring.schema.json").read_text())

    assert Questionnaire.model_validate_json(json.dumps(form)).copyright == "© The holder"
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(scoring)) == []


@pytest.mark.parametrize("key", SKELETONS)
def test_what_is_taken_out_comes_in_again_the_same(key):
    form, scoring = version(key, redcap.read(as_csv(lines(key))))
    definition = definition_of(form, scoring)

    assert version(key, fhir.read(as_json(form))) == (form, scoring)
    assert version(key, redcap.read(redcap.written(definition))) == (form, scoring)
    assert bare(form)["item"] == instrument_files.documents(key)[0]["item"]


@pytest.mark.parametrize("key", ["phq-9", "gad-7", "phq-2", "gad-2"])
def test_what_ships_with_text_reads_the_same_from_both_files(key):
    definition = instrument_files.definition(key)
    form, _ = instrument_files.documents(key)

    by_redcap = redcap.read(redcap.written(definition)).items
    by_fhir = fhir.read(as_json(form)).items

    assert [(i.text, [o.label for o in i.options]) for i in by_redcap] == [
        (i.text, [o.label for o in i.options]) for i in by_fhir
    ]
    scored = [item for item in definition.items if item.scored]
    assert {item.stem for item in by_redcap[: len(scored)]} == {definition.items[0].stem}
    assert [[o.score for o in item.options] for item in by_redcap[: len(scored)]] == [
        [o.score for o in item.options] for item in scored
    ]


@pytest.mark.parametrize("words", ["=1+1", "+44 rings?", "-1 or less", "@home"])
def test_no_spreadsheet_runs_what_is_taken_out_and_it_comes_in_again_as_it_was(words):
    definition = instrument_files.definition("gad-7")
    items = tuple(replace(item, text=words, stem=words) for item in definition.items)

    written = redcap.written(replace(definition, items=items))

    cells = next(csv.DictReader(io.StringIO(written.decode(), newline="")))
    assert (cells[redcap.LABEL], cells[redcap.SECTION]) == (f"'{words}", f"'{words}")
    assert {(i.text, i.stem) for i in redcap.read(written).items} == {(words, words)}


def test_the_experience_survey_goes_out_to_redcap_with_its_free_words():
    written = redcap.written(instrument_files.definition("experience")).decode()

    kinds = [item.kind for item in instrument_files.definition("experience").items]
    assert written.count(",notes,") == kinds.count(Kind.TEXT)
    assert "-96, Does not apply | -97, Prefer not to say" in written


# --- What is refused ----------------------------------------------------------------------------
def test_options_in_the_order_of_their_scores_are_refused_where_the_form_prints_another():
    """Item 3 is printed from 3 down to 0. A file coded by place would turn it round."""
    given = lines()
    labels = [choice.split(", ")[1] for choice in given[2][redcap.CHOICES].split(" | ")]
    given[2][redcap.CHOICES] = " | ".join(f"{n}, {text}" for n, text in enumerate(labels))

    assert problems(as_csv(given)) == [
        "Line 4: has options worth 0, 1, 2, 3. "
        "From the first printed to the last they are worth 3, 2, 1, 0"
    ]


def changed(number, **cells):
    given = lines()
    given[number - 1] |= {getattr(redcap, name): value for name, value in cells.items()}
    return as_csv(given)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"LABEL": ""}, "The question has no words"),
        ({"LABEL": "<b>Which?</b>"}, "The question holds HTML"),
        ({"LABEL": "Which {% now %}?"}, "signs of a template"),
        ({"SECTION": "{{ asked }}"}, "signs of a template"),
        ({"LABEL": "x" * 601}, "more than 600 letters"),
        ({"LABEL": "Which\x07?"}, "cannot be printed"),
        ({"TYPE": "text"}, "type “text”"),
        ({"TYPE": "checkbox"}, "type “checkbox”"),
        ({"BRANCHING": "[q_1] = 1"}, "branching logic"),
        ({"CHOICES": "0, A | 1, B | 2, C"}, "has 3 options. Question 1 has 4"),
        ({"CHOICES": "0, A | 1, B | 2, C | 3, "}, "Option 4 has no words"),
        ({"CHOICES": "0, A | 1, B | 2, C | x, D"}, "an option without a score"),
        ({"CHOICES": "0, A | 1, B | 2, C | 1.5, D"}, "an option without a score"),
        ({"CHOICES": "0, A | 1, A | 2, C | 3, D"}, "two options with the same words"),
        ({"CHOICES": "1, A | 2, B | 3, C | 4, D"}, "worth 1, 2, 3, 4"),
        ({"CHOICES": ""}, "has 0 options"),
        ({"FORM": "other"}, "more than one form"),
    ],
)
def test_each_problem_is_told_with_its_line(cells, problem):
    found = problems(changed(1, **cells))

    assert any(problem in one for one in found), found
    if "SECTION" not in cells:
        assert all(one.startswith(("Line 2: ", "The file holds")) for one in found)


def test_every_problem_is_told_at_once():
    given = lines()
    given[0][redcap.LABEL] = ""
    given[4][redcap.CHOICES] = "0, A"
    given[9][redcap.LABEL] = "<i>?</i>"

    assert [one.split(":")[0] for one in problems(as_csv(given))] == ["Line 2", "Line 6", "Line 11"]


@pytest.mark.parametrize("read", [redcap.read, fhir.read])
def test_an_untouched_export_is_only_told_that_words_are_missing(read):
    form, _ = instrument_files.documents("epds")
    blank = redcap.written(instrument_files.definition("epds"), with_words=False)
    found = problems(blank if read is redcap.read else as_json(form), read=read)

    assert found and all(one.endswith("has no words") for one in found), found


def test_a_problem_of_the_whole_file_reads_as_a_sentence():
    assert problems(b"\xff", read=fhir.read) == ["The file is not JSON in UTF-8"]


def test_the_same_question_twice_and_a_second_line_above_are_told():
    given = lines()
    given[5] |= {name: given[4][name] for name in (redcap.LABEL, redcap.CHOICES)}
    given[8][redcap.SECTION] = "And now of Friday"

    assert problems(as_csv(given)) == [
        "Line 7: says the same as line 6",
        "Line 10: stands under another line than the first question",
        "Line 11: stands under another line than the first question",
    ]


@pytest.mark.parametrize("change", [lambda g: g.pop(), lambda g: g.append(g[0])])
def test_too_few_and_too_many_questions_are_told(change):
    given = lines()
    change(given)

    assert problems(as_csv(given)) == [
        f"The file has {len(given)} questions. This questionnaire has 10"
    ]


def test_lines_are_counted_in_the_file_where_a_cell_runs_over_two():
    given = lines()
    given[0][redcap.LABEL] = "Which\ncolour?"
    given[1][redcap.LABEL] = ""

    assert problems(as_csv(given)) == ["Line 4: The question has no words"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a,b\n1,2\n",
        as_csv([], redcap.COLUMNS[:17]),
        as_csv([], redcap.COLUMNS[::-1]),
        b'"open',
        as_csv(dictionary(instrument_files.definition("epds"))) + b"1,2,3\n",
    ],
)
def test_what_is_no_dictionary_is_refused(content):
    assert problems(content)


def test_sums_and_descriptions_of_a_dictionary_are_passed_over():
    given = lines()
    given.append(given[0] | {redcap.TYPE: "calc", redcap.LABEL: "Sum", redcap.CHOICES: "sum(1)"})
    given.insert(0, given[0] | {redcap.TYPE: "descriptive", redcap.CHOICES: ""})

    form, _ = version("epds", redcap.read(as_csv(given)))

    assert form["item"][0]["text"] == STEM


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "Questionnaire"}',
        b'{"resourceType": "Questionnaire", "item": [1]}',
        b'{"resourceType": "Questionnaire", "item": {"a": 1}}',
        b'{"resourceType": "Questionnaire", "item": [{"type": "choice"}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_questionnaire_is_refused(content):
    assert problems(content, read=fhir.read)


def weigh(item: dict, weight) -> None:
    item["answerOption"][0]["extension"][0]["valueDecimal"] = weight


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda i: i.update(type="string"), "type “string”"),
        (lambda i: i.update(type="open-choice"), "an answer of one’s own"),
        (lambda i: i.update(enableWhen=[{}]), "only after certain answers"),
        (lambda i: i.update(answerValueSet="urn:x"), "value set"),
        (lambda i: i.update(repeats=True), "several answers"),
        (lambda i: i.pop("text"), "no words"),
        (lambda i: i["answerOption"].reverse(), "From the first printed to the last"),
        (lambda i: i["answerOption"].pop(), "has 3 options"),
        (
            lambda i: i["answerOption"][0]["extension"][0].update(valueDecimal=0.5),
            "without a score",
        ),
        (
            lambda i: i["answerOption"][0]["extension"][0].update(valueDecimal="3"),
            "without a score",
        ),
        (lambda i: i["answerOption"][0]["extension"][0].update(valueDecimal=2), "worth 2, 2, 1, 0"),
    ],
)
def test_a_questionnaire_that_differs_is_told_item_by_item(change, problem):
    form = questionnaire("epds")
    change(form["item"][0]["item"][2])

    found = problems(as_json(form), read=fhir.read)

    assert any(problem in one for one in found), found
    assert all(one.startswith("Item 3: ") for one in found)


def test_questions_are_found_by_their_link_ids_where_the_file_has_ours():
    form = questionnaire("hads")
    form["item"][0]["item"].reverse()

    found, _ = version("hads", fhir.read(as_json(form)))

    assert [item["text"] for item in found["item"][0]["item"]][:2] == [
        "Which colour was door 1?",
        "Which colour was door 2?",
    ]


def test_our_own_codes_need_no_weights_and_other_codes_do():
    form = questionnaire("epds")
    options = form["item"][0]["item"][2]["answerOption"]
    for option in options:
        option.pop("extension")
    assert version("epds", fhir.read(as_json(form)))

    options[0]["valueCoding"]["code"] = "first"
    assert problems(as_json(form), read=fhir.read) == ["Item 3: has an option without a score"]


def test_a_file_in_another_language_than_said_is_refused():
    form = questionnaire("epds") | {"language": "pl"}
    with pytest.raises(BadWording, match="is in “pl”, not in “en”"):
        version("epds", fhir.read(as_json(form)))


def test_a_translation_is_an_instrument_of_its_own_whose_cut_offs_need_confirming():
    form = questionnaire("epds") | {"language": "pl"}
    terms = Terms("R 17", "The holder", "©", None, "pl", "The holder's own translation")

    found = definition_of(*version("epds", fhir.read(as_json(form)), terms))

    assert (found.key, found.language) == ("epds-pl", "pl")
    assert not found.scales[0].caseness.source.confirmed
    assert instrument_files.definition("epds").scales[0].caseness.source.confirmed

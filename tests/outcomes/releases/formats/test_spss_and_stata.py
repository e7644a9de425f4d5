"""What comes out of .sav and .dta is what went into the CSV, with labels and missing values."""

import polars
import pyreadstat
import pytest

from outcomes.releases.columns import REASONS
from outcomes.releases.formats import spss, stata
from outcomes.releases.formats.variables import (
    LETTERS,
    LONGEST_NAME,
    MISSING,
    short_names,
    variables,
)
from tests.outcomes.releases.formats.conftest import HEADS, rows

FORMATS = {
    "sav": (spss.make, pyreadstat.read_sav, MISSING),
    "dta": (stata.make, pyreadstat.read_dta, LETTERS),
}


def read(format, csv_files, codebook, made, table, user_missing=True):
    make, reader, _ = FORMATS[format]
    make(csv_files, codebook, made)
    path = made / f"{table}.{format}"
    return reader(path, user_missing=user_missing, output_format="dict")


def expected(variable, row, missing):
    """A cell of the CSV as the program should have it."""
    cell = row[variable.column.name]
    if variable.codes:
        return variable.codes[cell] if cell else None
    if variable.is_text:
        return cell
    if cell:
        return float(cell)
    return missing.get(row[variable.reason]) if variable.reason else None


@pytest.mark.parametrize("table", HEADS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_cell_is_that_of_the_csv(csv_files, codebook, made, format, table):
    found, _ = read(format, csv_files, codebook, made, table)
    heads = variables(codebook, table)
    assert list(found) == [variable.name for variable in heads]
    lines = rows(csv_files[table])
    for variable in heads:
        wanted = [expected(variable, line, FORMATS[format][2]) for line in lines]
        assert list(found[variable.name]) == wanted, variable.name


@pytest.mark.parametrize("format", FORMATS)
def test_every_reason_is_a_missing_value_that_no_mean_counts(csv_files, codebook, made, format):
    told, meta = read(format, csv_files, codebook, made, "long")
    reasons = list(told["option_score"])[-7:]
    assert reasons == [FORMATS[format][2][reason] for reason, _ in REASONS[:7]]
    words = meta.variable_value_labels["option_score"]
    assert [words[reason] for reason in reasons] == [label for _, label in REASONS[:7]]
    counted, _ = read(format, csv_files, codebook, made, "long", user_missing=False)
    assert [one for one in counted["option_score"] if one is not None] == [1] * 6


def test_spss_declares_the_codes_as_one_range_where_no_figure_can_fall_into_it(
    csv_files, codebook, made
):
    _, meta = read("sav", csv_files, codebook, made, "long")
    assert meta.missing_ranges == {"option_score": [{"lo": -99, "hi": -91}]}
    weeks, _ = read("sav", csv_files, codebook, made, "wide", user_missing=False)
    assert weeks["asked_weeks_from_birth"][0] == -97  # so many weeks, and no reason


@pytest.mark.parametrize("format", FORMATS)
def test_variables_and_values_have_their_words(csv_files, codebook, made, format):
    wide, meta = read(format, csv_files, codebook, made, "wide")
    assert meta.column_names_to_labels["source"] == "Who asked for support."
    labels = meta.variable_value_labels
    assert labels["consent_research"] == {1: "Yes", 0: "No"}
    assert labels["source"][wide["source"][0]] == "Herself"
    answer = labels["asked_gad7_item1"]
    assert [answer[score] for score in range(4)][::3] == ["Not at all", "Nearly every day"]
    assert labels["asked_gad7_missing"][-97] == "Would rather not say"
    assert meta.file_label == "demo"


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_without_rows_has_its_columns(empty_files, codebook, made, format):
    found, meta = read(format, empty_files, codebook, made, "scores")
    assert {len(column) for column in found.values()} == {0}
    assert meta.column_names == list(found)


@pytest.mark.parametrize("format", FORMATS)
def test_a_code_that_is_not_in_the_list_is_never_lost(csv_files, codebook, made, format):
    text = csv_files["episodes"].read_text().replace("herself", "a stranger")
    csv_files["episodes"].write_text(text)
    with pytest.raises(polars.exceptions.InvalidOperationError):
        FORMATS[format][0](csv_files, codebook, made)


def test_every_reason_there_is_has_its_code():
    assert MISSING.keys() == {reason for reason, _ in REASONS}
    assert [*MISSING.values()] == [*range(-99, -90)]


def test_long_names_are_cut_alike_and_stay_apart():
    isolated = "follow_up_experience_less_isolated"
    assert short_names(["code", isolated]) == {
        "code": "code",
        isolated: "follow_up_experi_less_isolat",
    }
    alike = [isolated, f"{isolated}s", "follow_up_experi_less_isolat", "a" * 40, "a" * 41]
    short = short_names(alike)
    assert short[alike[2]] == alike[2]
    assert len(set(short.values())) == len(alike)
    assert max(map(len, short.values())) <= LONGEST_NAME

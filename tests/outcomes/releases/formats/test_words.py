"""What only describes a release: the R script, the REDCap dictionary, the page of the codebook."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from outcomes.releases import columns, formats
from outcomes.releases.formats import page, r_script, redcap
from outcomes.wordings.redcap import COLUMNS
from tests.outcomes.releases.formats.conftest import HEADS, rows

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

# --- R -----------------------------------------------------------------------------------------


@pytest.fixture
def script(csv_files, codebook, made):
    [path] = r_script.make(csv_files, codebook, made)
    return path.read_text(encoding="ascii")


def test_the_script_reads_every_column_as_what_it_is(script):
    for table, heads in HEADS.items():
        kinds = re.search(rf'{table} <- read_table\("{table}\.csv", c\((.*)\)\)', script)[1]
        named = re.findall(r'"(\w+)" = "(\w+)"', kinds)
        assert [name for name, _ in named] == columns.names(heads)
        assert dict(named)["code"] == "character"
    assert '"option_score" = "integer"' in script
    assert '"total" = "numeric"' in script


def test_the_script_labels_codes_scores_and_columns(script):
    assert 'c("Yes" = "yes", "No" = "no")' in script
    first = 'worth(wide[["asked_gad7_item1"]], c("Not at all" = 0L, "Several days" = 1L'
    assert first in script
    assert 'means(long[["source"]], "Who asked for support.")' in script


def test_the_script_is_balanced_and_uses_base_r_alone(script):
    bare = STRING.sub('""', re.sub(r"#.*", "", script))
    for opening, closing in ("()", "{}", "[]"):
        assert bare.count(opening) == bare.count(closing)
    assert not re.search(r"\b(library|require|haven|dplyr)\b|::", bare)


def test_words_stay_words_whatever_they_hold():
    assert r_script.text('a "b" \\ c') == r'"a \"b\" \\ c"'
    assert r_script.text("é\n’") == r'"\u{e9}\u{a}\u{2019}"'


# --- Whose words ---------------------------------------------------------------------------------


def permitted_to_us_alone(definition):
    return replace(definition, licence=replace(definition.licence, status="permitted"))


def test_words_we_may_show_but_not_hand_on_are_in_no_file(csv_files, codebook, made):
    lent = replace(codebook, definitions=tuple(map(permitted_to_us_alone, codebook.definitions)))
    files = list(formats.make(csv_files, codebook, made))
    assert b"Several days" in b"".join(file.read_bytes() for file in files)
    files = list(formats.make(csv_files, lent, made))
    assert b"Several days" not in b"".join(file.read_bytes() for file in files)


# --- REDCap ------------------------------------------------------------------------------------


@pytest.fixture
def fields(csv_files, codebook, made):
    [path] = redcap.make(csv_files, codebook, made)
    assert path.read_text().splitlines()[0].count(",") >= 17
    return {row["Variable / Field Name"]: row for row in rows(path)}


def test_the_dictionary_has_the_columns_of_the_wide_file(fields):
    assert list(fields) == columns.names(HEADS["wide"])
    assert {tuple(row) for row in fields.values()} == {COLUMNS}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in fields)


def test_each_questionnaire_of_a_wave_is_a_form_in_one_piece(fields):
    forms = [row["Form Name"] for row in fields.values()]
    in_order = list(dict.fromkeys(forms))
    assert in_order == ["episode", "asked_gad7", "asked_phq9", "follow_up_experience"]
    assert forms == sorted(forms, key=in_order.index)


def test_choices_and_limits_are_those_of_the_questionnaire(fields):
    answer, total = fields["asked_gad7_item1"], fields["asked_gad7_total"]
    choices = answer["Choices, Calculations, OR Slider Labels"]
    assert (answer["Field Type"], choices[:31]) == ("radio", "0, Not at all | 1, Several days")
    limits = [total[f"Text Validation {one}"] for one in ("Min", "Max")]
    assert (total["Field Type"], limits) == ("text", ["0", "21"])
    why = fields["asked_gad7_missing"]["Choices, Calculations, OR Slider Labels"]
    assert "rather_not, Would rather not say" in why


# --- The codebook as a page --------------------------------------------------------------------


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.anchors, self.names, self.words = [], set(), set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        self.tags.append((tag, has))
        if "id" in has:
            self.names.add(has["id"])
        if tag == "a":
            self.anchors.add(has["href"].removeprefix("#"))

    def handle_data(self, data):
        self.words += data


@pytest.fixture
def codebook_page(csv_files, codebook, made):
    [path] = page.make(csv_files, codebook, made)
    return Page(path.read_text())


def test_the_page_names_every_column_and_every_number(codebook_page, codebook):
    for heads in HEADS.values():
        for column in heads:
            assert column.name in codebook_page.words
    assert "rather_not: Would rather not say (in SPSS and Stata: -97)" in codebook_page.words
    assert "In SPSS and Stata: follow_up_experi_less_isolat" in codebook_page.words
    assert "How women feel <before> and after" in codebook_page.words  # words, never markup


def test_the_page_stands_alone_and_can_be_listened_to(codebook_page):
    kinds = [tag for tag, _ in codebook_page.tags]
    assert not {"script", "link", "img", "iframe", "before"} & set(kinds)
    assert (kinds.count("h1"), kinds.count("main")) == (1, 1)
    assert kinds.count("caption") == kinds.count("table") == 2 + len(HEADS)
    assert all("scope" in has for tag, has in codebook_page.tags if tag == "th")
    assert ("html", {"lang": "en-GB"}) in codebook_page.tags
    assert codebook_page.anchors == codebook_page.names


def test_the_page_of_a_release_of_nobody_says_so(csv_files, codebook, made):
    nobody = type(codebook)(**vars(codebook) | {"definitions": (), "forms": ()})
    [path] = page.make(csv_files, nobody, made)
    assert "Nobody in it was asked anything." in Page(path.read_text()).words

"""One page for funders: printed numbers only, and never a second page."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from outcomes.disclosure import Measure
from outcomes.models import Publication
from outcomes.papers import page
from outcomes.periods import LONDON
from outcomes.publishing import Paper, printing, publish_next
from outcomes.publishing.measures import AT_CASENESS, RECOVERED, STEPS
from pim import clock
from pim.models import Programme
from tests.factories import ReferralFactory
from tests.outcomes.papers.conftest import pages

ASKED = dt.datetime(2025, 2, 10, 12, tzinfo=LONDON)
SETTLED = dt.datetime(2025, 4, 1, tzinfo=LONDON) + dt.timedelta(days=35)
PARTS = {"improved": "Reliably better", "unchanged": "No reliable change"}
PARTS |= {"deteriorated": "Reliably worse"}


def paper_with(changes: dict[str, dict], opinions: int = 1) -> Paper:
    """A publication with these numbers; None for a star."""
    cases = {AT_CASENESS: "Over the cut-off before", RECOVERED: "And not any more"}
    measures = [*STEPS, *(Measure(f"change:{n}", n, (), PARTS | cases) for n in changes)]
    measures += [
        Measure(f"opinion:{place}", f"Sentence {place}", (), {"agreed": "Agreed"})
        for place in range(opinions)
    ]
    year = "2025-q2", "2026-q1"
    cells = [
        [one.key, part, "", *year, changes.get(one.title, {}).get(part, 20)]
        for one in measures
        for part in ("", *one.parts)
    ]
    tables = {"measures": [printing._described(one) for one in measures], "cells": cells}
    programme = Programme(name="Parents in Mind", slug="parents-in-mind")
    return Paper(
        Publication(programme=programme, quarter="2026-q1", made_at=clock.now(), tables=tables)
    )


@pytest.mark.parametrize("scales", [1, 2, 6])
def test_it_is_one_page_with_everything_on_it(scales, typeset):
    paper = paper_with({f"Scale {place}": {} for place in range(scales)}, opinions=4)
    assert pages(page.of(paper)) == 1
    for table in paper.year():
        assert {line.label for line in table.lines if line.label != "All"} & set(typeset)
    assert page.HOW_TO_READ in typeset


def test_worse_stands_beside_better_also_when_it_is_nobody(typeset):
    page.of(paper_with({"GAD-7": {"": 60, "improved": 40, "unchanged": 20, "deteriorated": 0}}))
    assert {*PARTS.values()} <= set(typeset)
    assert "0 · 0% (0% to 6%)" in typeset
    said = " ".join(typeset)
    assert "GAD-7: more scores were reliably better than reliably worse" in said
    assert page.NO_CAUSE in said


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ({"": 65, "improved": 40, "unchanged": None, "deteriorated": None}, "reliably better than"),
        ({"": 65, "improved": 20, "unchanged": None, "deteriorated": None}, "do not tell"),
        ({"": 65, "improved": None, "unchanged": 10, "deteriorated": 50}, "reliably worse than"),
        ({"": 40, "improved": 20, "unchanged": 0, "deteriorated": 20}, "do not tell"),
        ({"": None, "improved": 20, "unchanged": 0, "deteriorated": None}, "do not tell"),
    ],
)
def test_it_says_which_way_scores_went_only_as_far_as_printed_numbers_do(shown, words, typeset):
    page.of(paper_with({"GAD-7": shown}))
    assert words in next(text for text in typeset if page.NO_CAUSE in text)


def test_the_papers_own_words_are_about_no_person_and_can_be_read():
    made = page.of(paper_with({"GAD-7": {}}))
    assert b"/Lang (en-GB)" in made
    assert b"/Title (Parents in Mind: twelve months to the end of March 2026)" in made
    assert b"/Author (Parents in Mind)" in made
    for weight in (b"Plain", b"Bold"):
        assert b"AtkinsonHyperlegibleNext-" + weight in made


@pytest.mark.django_db
def test_anybody_takes_it_away_and_it_has_no_number_but_printed_ones(
    client, site_a, programme, typeset
):
    for _ in range(12):
        ReferralFactory(site=site_a, asked_at=ASKED)
    where = {"programme": programme.slug, "quarter": "2025-q1"}
    address = reverse("figures-on-a-page", kwargs=where)
    assert client.get(address).status_code == 404
    publish_next(now=SETTLED)
    assert address in client.get(reverse("figures")).text

    taken = client.get(address)

    assert taken["Content-Type"] == "application/pdf"
    assert pages(taken.content) == 1
    numbers = {text for text in typeset if re.fullmatch(r"[\d,]+|\*", text)}
    assert numbers == {"10", "0"}
    assert client.get(address).content == taken.content
    assert client.get(address.replace("2025-q1", "2025-q2")).status_code == 404

"""Reasons to look at. They decide nothing, and rule nobody out for age or language."""

from dataclasses import replace
from datetime import date

import pytest

from referrals.eligibility import Facts, Fit, Rules, months_between, reasons, to_look_at
from referrals.enums import AgeBand, Situation

TODAY = date(2026, 11, 23)
MUMS = Rules(oldest_child_months=24)
FITS = Facts(
    age_band=AgeBand.ADULT,
    situation=Situation.BABY,
    born_on=date(2026, 5, 1),
    site="Halton",
    district="WA7",
    agrees_herself=True,
)


def found(rules=MUMS, **known):
    return {one.about: one for one in reasons(replace(FITS, **known), rules, on=TODAY)}


def test_where_all_is_known_and_fits_nothing_is_left_to_look_at():
    assert {one.fit for one in found().values()} == {Fit.MET}
    assert set(found()) == {"Age", "Baby", "Area", "Her own yes"}


@pytest.mark.parametrize(
    ("about", "known", "fit"),
    [
        ("Age", {"age_band": AgeBand.UNDER_16}, Fit.LOOK),
        ("Age", {"age_band": AgeBand.SIXTEEN_SEVENTEEN}, Fit.LOOK),
        ("Age", {"age_band": ""}, Fit.NOT_KNOWN),
        ("Baby", {"born_on": date(2024, 11, 24)}, Fit.MET),
        ("Baby", {"born_on": date(2024, 11, 23)}, Fit.LOOK),
        ("Baby", {"born_on": None}, Fit.NOT_KNOWN),
        ("Baby", {"situation": Situation.PREGNANT, "born_on": None}, Fit.MET),
        ("Baby", {"situation": Situation.LOSS, "born_on": date(2020, 1, 1)}, Fit.MET),
        ("Baby", {"situation": Situation.NOT_ASKED}, Fit.NOT_KNOWN),
        ("Area", {"site": "", "district": "ZE1"}, Fit.LOOK),
        ("Area", {"site": "", "district": ""}, Fit.NOT_KNOWN),
        ("Her own yes", {"agrees_herself": False}, Fit.NOT_KNOWN),
        ("Safety", {"red_flags": 1}, Fit.LOOK),
        ("Dad or partner", {"is_partner": True}, Fit.LOOK),
        ("Language", {"language": "Urdu"}, Fit.MET),
        ("Language", {"language": "Urdu", "needs_interpreter": True}, Fit.MET),
    ],
)
def test_each_reason(about, known, fit):
    assert found(**known)[about].fit == fit


def test_a_programme_for_partners_too_takes_them():
    assert found(Rules(24, takes_partners=True), is_partner=True)["Dad or partner"].fit == Fit.MET


def test_under_18_is_told_on_and_never_refused():
    assert "never rules her out" in found(age_band=AgeBand.UNDER_16)["Age"].words


def test_what_to_look_at_comes_first():
    listed = reasons(replace(FITS, red_flags=2, age_band=""), MUMS, on=TODAY)
    assert [one.fit for one in listed][:2] == [Fit.LOOK, Fit.NOT_KNOWN]
    assert [one.about for one in to_look_at(listed)] == ["Safety"]


@pytest.mark.parametrize(
    ("born", "months"),
    [(date(2026, 10, 23), 1), (date(2026, 10, 24), 0), (date(2024, 11, 23), 24)],
)
def test_months_are_whole_ones(born, months):
    assert months_between(born, TODAY) == months

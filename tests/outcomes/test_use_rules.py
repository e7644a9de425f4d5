"""For whom, when and how often an instrument may be asked, each with its reason."""

from dataclasses import replace
from datetime import date

import pytest

from outcomes import instrument_files
from outcomes.definitions import Definition
from outcomes.enums import WhyLeftOut
from outcomes.use_rules import Facts, LeftOut, may_be_asked_again_on, why_not, why_not_anybody

DAY = date(2026, 3, 31)


def worded(key: str, **licence) -> Definition:
    """A skeleton as it is once an organisation has brought its wording in."""
    skeleton = instrument_files.definition(key)
    items = tuple(
        replace(item, text="A", options=tuple(replace(o, label="B") for o in item.options))
        for item in skeleton.items
    )
    given = {"status": "permitted", "permission_ref": "R 1", "expires": None} | licence
    return replace(skeleton, items=items, licence=replace(skeleton.licence, **given))


def why(key: str, **facts) -> WhyLeftOut | None:
    return why_not(worded(key), Facts(DAY, **facts))


@pytest.mark.parametrize(
    ("years", "reason"), [(0, "too_young"), (16, "too_young"), (18, None), (None, None)]
)
def test_core_10_is_not_for_anybody_who_may_be_under_17(years, reason):
    assert why("core-10", at_least_years=years) == reason


def test_the_loneliness_questions_are_for_16_and_over():
    assert why("ucla-3", at_least_years=0) == WhyLeftOut.TOO_YOUNG
    assert why("ucla-3", at_least_years=16) is None


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ({}, "dates_unknown"),
        ({"due_on": date(2026, 8, 1)}, None),
        ({"born_on": date(2025, 3, 31)}, None),
        ({"born_on": date(2025, 3, 30)}, "too_late"),
        ({"due_on": date(2025, 1, 1)}, "too_late"),
        ({"due_on": date(2025, 1, 1), "born_on": date(2026, 1, 1)}, None),
    ],
)
def test_epds_is_for_pregnancy_and_the_twelve_months_after_the_birth(dates, reason):
    assert why("epds", **dates) == reason


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        ({}, "dates_unknown"),
        ({"due_on": date(2026, 3, 1)}, "not_born"),  # past her due date is not yet a birth
        ({"born_on": date(2026, 4, 1)}, "not_born"),
        ({"born_on": DAY}, None),
        ({"born_on": date(2020, 1, 1)}, None),
    ],
)
def test_pbq_is_for_after_the_birth(dates, reason):
    assert why("pbq", **dates) == reason


def test_twelve_months_after_the_29th_of_february_end_with_february():
    born = {"born_on": date(2024, 2, 29)}

    assert why_not(worded("epds"), Facts(date(2025, 2, 28), **born)) is None
    assert why_not(worded("epds"), Facts(date(2025, 3, 1), **born)) == WhyLeftOut.TOO_LATE


@pytest.mark.parametrize(("key", "days"), [("phq-9", 14), ("gad-7", 14)])
def test_nobody_is_asked_twice_about_the_same_days(key, days):
    definition = instrument_files.definition(key)
    again_on = date(2026, 3, 1 + days)

    assert may_be_asked_again_on(definition, date(2026, 3, 1)) == again_on
    before = Facts(again_on.replace(day=days), answered_on=date(2026, 3, 1))
    assert why_not(definition, before) == WhyLeftOut.TOO_SOON
    assert why_not(definition, replace(before, on=again_on)) is None


def test_what_has_no_window_may_be_asked_again_the_same_day():
    facts = Facts(DAY, answered_on=DAY)

    assert why_not(instrument_files.definition("experience"), facts) is None


@pytest.mark.parametrize(
    ("definition", "facts", "reason"),
    [
        (instrument_files.definition("epds"), Facts(DAY), "no_wording"),
        (instrument_files.definition("phq-9"), Facts(date(2023, 12, 31)), "not_yet"),
        (instrument_files.definition("phq-9"), Facts(DAY, is_attended=False), "no_rota"),
        (instrument_files.definition("gad-7"), Facts(DAY, is_attended=False), None),
        (worded("hads", status="needs_permission"), Facts(DAY), "no_permission"),
        (worded("hads", expires=date(2026, 3, 30)), Facts(DAY), "permission_ended"),
        (worded("hads", expires=DAY), Facts(DAY), None),
        (worded("hads", expires=DAY), Facts(DAY, until=date(2026, 4, 1)), "permission_ends"),
        (worded("hads", expires=date(2026, 4, 1)), Facts(DAY, until=date(2026, 4, 1)), None),
        (worded("pbq"), Facts(DAY, is_attended=False), "no_rota"),
    ],
)
def test_what_hangs_on_the_instrument_and_the_site(definition, facts, reason):
    assert why_not_anybody(definition, facts) == reason


def test_a_reason_is_noted_beside_the_key():
    assert str(LeftOut("phq-9", WhyLeftOut.NO_ROTA)) == "phq-9:no_rota"

"""Twenty women somebody knows: in no release can one of them be picked out."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.releases import columns
from outcomes.releases.anonymity import Alike, K, Rule, Totals, blank
from pim import clock
from referrals.enums import AgeBand, Source
from referrals.models import Referral
from tests.factories import MatchFactory, ParentFactory, ReferralFactory
from tests.outcomes import evidence
from tests.outcomes.releases.reading import content, request, rows
from volunteers.models import Session

AGES = [*[AgeBand.ADULT] * 5, AgeBand.SIXTEEN_SEVENTEEN]
COLUMNS = ("site", "source", "birth", "sessions")


@st.composite
def crowds(draw):
    told = draw(
        st.lists(
            st.tuples(*(st.sampled_from([None, *range(n)]) for n in (3, 2, 6, 4))),
            unique=True,
            max_size=40,
        )
    )
    return [
        Alike(number, n, cases, lost, one)
        for number, one in enumerate(told)
        for n in [draw(st.integers(1, 6))]
        for cases in [draw(st.integers(0, n))]
        for lost in [draw(st.integers(0, n))]
    ]


@given(crowds())
@settings(max_examples=150, deadline=None)
def test_whoever_is_left_looking_alike_is_enough_and_not_all_the_same(everyone):
    blanked = blank(COLUMNS, everyone)
    groups: dict[tuple, list[Alike]] = {}
    for one in everyone:
        places = blanked.of[one.number]
        seen = tuple("blank" if p in places else value for p, value in enumerate(one.told))
        groups.setdefault(seen, []).append(one)
    rule = Rule.among(everyone)
    if rule.holds(Totals.of(everyone)):
        assert all(rule.holds(Totals.of(group)) for group in groups.values())
        assert min(Totals.of(group).n for group in groups.values()) >= K
    else:
        assert all(len(places) == len(COLUMNS) for places in blanked.of.values())


def test_nothing_is_blanked_where_enough_are_alike():
    alike = [Alike(n, 6, 3, 0, ("a", "b", n, 0)) for n in range(4)]
    assert set(blank(COLUMNS, alike).of.values()) == {frozenset()}


def test_as_few_others_as_it_takes_are_blanked_beside_who_is_alone():
    crowd = [Alike(n, 1, n % 2, 0, ("a", 0, 0, 0)) for n in range(30)]
    blanked = blank(COLUMNS, [*crowd, Alike(30, 1, 1, 0, ("b", 0, 0, 0))])
    assert sum(places == {0} for places in blanked.of.values()) == K
    assert sum(not places for places in blanked.of.values()) == 31 - K


def test_a_group_of_cases_alone_is_hidden_among_others():
    alike = [Alike(0, 9, 9, 0, ("a", 0, 0, 0)), Alike(1, 9, 2, 0, ("b", 0, 0, 0))]
    assert set(blank(COLUMNS, alike).of.values()) == {frozenset({0})}


# --- An attacker who knows twenty women ----------------------------------------------------


@pytest.fixture
def crowd(site_a, site_b, programme, bob):
    """Sixty women, each with what somebody who knows her could know."""
    chance = random.Random(7)
    waves = [evidence.wave(programme, key, "gad-7") for key in ("asked", "end")]
    return [her(chance, chance.choice([site_a, site_a, site_b]), waves, bob) for _ in range(60)]


def her(chance, site, waves, user) -> Referral:
    referral = ReferralFactory(
        site=site,
        accepted=True,
        parent=ParentFactory(
            age_band=chance.choice([AgeBand.ADULT] * 5 + [AgeBand.SIXTEEN_SEVENTEEN])
        ),
        source=chance.choice([Source.HERSELF, Source.HERSELF, Source.STAFF]),
        asked_at=clock.now() - dt.timedelta(days=chance.randint(30, 300)),
        born_on=clock.today() + dt.timedelta(days=chance.randint(-300, 90)),
    )
    evidence.consent(referral)
    for wave in waves:
        evidence.scored(evidence.asked(referral, wave), "gad-7", chance.randint(0, 21))
    match = MatchFactory(referral=referral, active=True)
    Session.objects.bulk_create(
        Session(
            match=match,
            held_on=clock.today() - dt.timedelta(days=day),
            kind="phone",
            minutes=60,
            logged_at=clock.now(),
            logged_by=user,
        )
        for day in range(chance.randint(0, 12))
    )
    return referral


def known(referral: Referral) -> dict:
    """Where, due in which month, how old, who referred her, asked when, how often visited."""
    return {
        "site_code": referral.site.slug,
        "age_band": "18_plus" if referral.parent.age_band == AgeBand.ADULT else "under_18",
        "source": referral.source,
        "birth": referral.born_on.replace(day=1),
        "asked": referral.asked_at.date().replace(day=1),
        "visits": Session.objects.filter(match__referral=referral).count(),
    }


def fits(row: dict, fact: dict) -> bool:
    """A blank cell fits everybody; a band fits whoever may be in it. Forms are of today."""
    for name in ("site_code", "age_band", "source"):
        if row.get(name) and row[name] != fact[name]:
            return False
    return (
        _within(row.get("asked_birth_band"), 13, *_weeks(fact["birth"]))
        and _within(row.get("asked_weeks_from_birth"), 1, *_weeks(fact["birth"]))
        and _within(row.get("asked_weeks_from_asked"), 1, *_weeks(fact["asked"]))
        and _visits(row.get("sessions_band"), fact["visits"])
        and (not row.get("sessions") or abs(int(row["sessions"]) - fact["visits"]) <= 1)
    )


def _weeks(month: dt.date) -> tuple[int, int]:
    """Weeks from any day of that month to today."""
    last = month + dt.timedelta(days=31)
    return (clock.today() - last).days // 7, (clock.today() - month).days // 7


def _within(cell: str | None, width: int, lowest: int, highest: int) -> bool:
    return not cell or (int(cell) <= highest and int(cell) + width - 1 >= lowest)


def _visits(cell: str | None, visits: int) -> bool:
    highest = {"0": 0, "1": 3, "4": 7, "8": 15, "16": 10_000}
    return not cell or int(cell) - 1 <= visits <= highest[cell] + 1


def fitting(table: list[dict], women: list[Referral]) -> list[int]:
    """How many rows each of these women may be."""
    facts = [known(one) for one in women]
    return [sum(fits(row, fact) for row in table) for fact in facts]


@pytest.mark.django_db
def test_twenty_known_women_are_found_in_no_row_alone(study, rhea, crowd):
    for names in (columns.USUAL, columns.names(columns.TO_CHOOSE)):
        study.columns = list(names)
        study.save()
        release = request(study, rhea)
        files = content(release)
        by_code = {row["code"]: row for row in rows(files["episodes.csv"])}
        table = [by_code[row["code"]] | row for row in rows(files["wide.csv"])]
        assert len(table) == 60
        assert min(fitting(table, crowd[:20])) >= K
        assert release.anonymity["smallest_group"] >= K


@pytest.mark.django_db
@pytest.mark.usefixtures("nobody_hides")
def test_with_exact_weeks_and_nothing_blank_the_same_attacker_finds_them(study, rhea, crowd):
    """The planted twin: an attack that finds nobody anywhere would prove nothing."""
    table = rows(content(request(study, rhea))["wide.csv"])
    assert fitting(table, crowd[:20]).count(1) >= 10

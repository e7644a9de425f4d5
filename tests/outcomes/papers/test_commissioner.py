"""Pages for commissioners: who may have them, and what they say against a count by hand."""

import datetime as dt

import pytest
from django.urls import reverse

from outcomes import periods, publishing, report
from outcomes.papers import commissioner, full, images
from outcomes.report.commission import FEW, Group, Reached, none_small
from outcomes.report.words import CommissionWords, Words
from pim import clock
from pim.access.audit import acting
from pim.enums import ActorKind, Role
from pim.models import AuditEvent
from referrals.enums import ClosedReason, ReferrerRole, Source, Status
from referrals.models import Referrer
from tests.conftest import person
from tests.factories import MatchFactory, ParentFactory, ReferralFactory, VolunteerFactory
from tests.outcomes import evidence
from tests.outcomes.papers.conftest import pages
from volunteers.enums import ExpenseKind, VolunteerStatus
from volunteers.models import Expense, VolunteerEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def finn(programme):
    return person("finn@funder.example", Role.FUNDER, programme=programme)


def agree(finn, programme, by):
    return publishing.record_agreement(
        reader=finn,
        programme=programme,
        organisation="The Fund",
        reference="File 7",
        starts_on=clock.today(),
        ends_on=clock.today(),
        by=acting(by),
        now=clock.now(),
    )


def words_of(programme, *, is_outside, **scope):
    asked = report.Scope(programme, **scope)
    found = report.report(asked)
    besides = CommissionWords(found, report.commission(asked), is_outside=is_outside)
    return Words(found), besides


def told(grid):
    return {line.label: line.cells for line in grid.lines}


# --- Who may have them ---------------------------------------------------------------------


def test_the_team_has_them_and_nobody_else_without_an_agreement(
    client, signed_in, alice, bob, charlie, dana, finn, programme, site_a
):
    address = reverse("report-for-commissioners")
    about = {"about": f"{programme.slug}.{site_a.slug}"}
    assert client.get(address, about).status_code == 302
    for user in (bob, charlie, finn):
        assert signed_in(user).get(address, about).status_code == 404
    for user in (alice, dana):
        made = signed_in(user).get(address, about)
        assert made["Content-Type"] == "application/pdf"
        assert 1 <= pages(made.content) <= 4
    assert not AuditEvent.objects.filter(action="figures.read_exactly").exists()


def test_under_an_agreement_each_taking_is_noted(signed_in, dana, finn, programme, site_a):
    agreement = agree(finn, programme, dana)
    asked = reverse("report-for-commissioners"), {"about": programme.slug}
    assert signed_in(finn).get(*asked).status_code == 200
    assert signed_in(finn).get(*asked).status_code == 200
    assert AuditEvent.objects.filter(action="figures.read_exactly", actor=finn).count() == 2

    publishing.end_agreement(agreement=agreement, by=acting(dana), now=clock.now())
    assert signed_in(finn).get(*asked).status_code == 404


def test_pictures_with_a_mark_for_each_woman_stay_with_the_team(
    programme, site_a, site_b, monkeypatch
):
    her = ReferralFactory(site=site_a, accepted=True)
    for wave, total in (("asked", 12), ("end", 8)):
        evidence.scored(
            evidence.asked(her, evidence.wave(programme, wave, "gad-7")), "gad-7", total
        )
    drawn = []
    image = images.image
    monkeypatch.setattr(images, "image", lambda one, **how: drawn.append(one) or image(one, **how))
    for is_outside in (True, False):
        words, besides = words_of(programme, is_outside=is_outside)
        commissioner.draw(words, besides, "")
        full.draw(words, "", with_single_women=not is_outside)
        assert any(one.is_individual for one in drawn) is not is_outside
        assert drawn


# --- What they say -------------------------------------------------------------------------


def test_sources_are_counted_with_those_accepted(programme, site_a):
    midwife = Referrer.objects.create(role=ReferrerRole.MIDWIFE, name="A. Midwife")
    sent = {"source": Source.PROFESSIONAL, "referrer": midwife, "referrer_says_she_agrees": True}
    for how in ({}, {}, {"accepted": True}, sent):
        ReferralFactory(site=site_a, **how)

    _, besides = words_of(programme, is_outside=True)

    assert told(besides.sources()) == {
        "By herself": [
            "3 of 4 (75%; 95% interval 30% to 95%)",
            "1 of 3 (33%; 95% interval 6% to 79%)",
        ],
        "Midwife": [
            "1 of 4 (25%; 95% interval 5% to 70%)",
            "0 of 1 (0%; 95% interval 0% to 79%)",
        ],
    }


def over(site, parent):
    """Accepted, matched, and support came to its planned end."""
    her = ReferralFactory(
        site=site,
        parent=parent,
        accepted_at=clock.now(),
        status=Status.CLOSED,
        closed_at=clock.now(),
        closed_reason=ClosedReason.COMPLETED,
    )
    MatchFactory(referral=her, active=True)


def test_for_the_team_every_group_stands_with_its_counts(programme, site_a):
    for place in range(9):
        over(site_a, ParentFactory(needs_interpreter=place == 0))
    ReferralFactory(site=site_a, parent=ParentFactory(language="Polish"))

    _, besides = words_of(programme, is_outside=False)

    found = told({grid.key: grid for grid in besides.reached()}["language"])
    full_house = "8 of 8: 100% (68 to 100%)"
    assert found["English"] == ["8", full_house, full_house, full_house]
    few = " (fewer than 8 asked: says little)"
    one = "1 of 1: 100% (21 to 100%)"
    assert found[f"With an interpreter{few}"] == ["1", one, one, one]
    assert found[f"Another language, without an interpreter{few}"] == [
        "1",
        "0 of 1: 0% (0 to 79%)",
        "nobody yet",
        "nobody yet",
    ]


def test_outside_no_small_group_stands_alone(programme, site_a):
    parents = [{}] * 9 + [{"language": "Polish"}] * 5 + [{"needs_interpreter": True}] * 4
    for one in parents:
        ReferralFactory(site=site_a, parent=ParentFactory(**one))

    _, besides = words_of(programme, is_outside=True)

    grids = {grid.key: told(grid) for grid in besides.reached()}
    assert {label: cells[0] for label, cells in grids["language"].items()} == {
        "English": "9",
        "Together: With an interpreter; Another language, without an interpreter": "9",
    }
    assert [cells[0] for cells in grids["age"].values()] == ["18"]


def test_what_cannot_be_told_is_named_with_why(programme, site_a):
    for age in ["18_plus"] * 9 + ["16_17"]:
        ReferralFactory(site=site_a, parent=ParentFactory(age_band=age))

    _, besides = words_of(programme, is_outside=True)

    assert "age" not in {grid.key for grid in besides.reached()}
    assert any(line.startswith("By age: nearly everybody") for line in besides.not_told())
    assert any("Ethnicity" in line for line in besides.not_told())


@pytest.mark.parametrize(
    "sizes", [[], [3], [1, 2, 3], [7, 100], [1] * 12, [8, 8, 1], [2, 3, 50, 9]]
)
def test_groups_put_together_are_large_enough_and_all_are_counted(sizes):
    groups = [Group((place,), n, n, n, n, n) for place, n in enumerate(sizes)]
    made = none_small(groups)
    assert sum(one.asked for one in made) == sum(sizes)
    assert len(made) <= 1 or min(one.asked for one in made) >= FEW
    assert sorted(key for one in made for key in one.keys) == list(range(len(sizes)))


def test_volunteers_are_counted_by_what_happened_in_the_period(programme, site_a, site_b):
    here = VolunteerFactory(site=site_a)
    VolunteerFactory(site=site_a, status=VolunteerStatus.TRAINING)
    gone = VolunteerFactory(site=site_a, status=VolunteerStatus.LEFT)
    VolunteerFactory(site=site_b)
    quarter = periods.period_of("2025-q1")
    within, before = quarter.starts_at, quarter.starts_at - dt.timedelta(seconds=1)
    available, left = VolunteerStatus.AVAILABLE, VolunteerStatus.LEFT
    for who, first, then, at in (
        (here, VolunteerStatus.SIGN_OFF, available, within),
        (here, VolunteerStatus.SIGN_OFF, available, before),
        (gone, available, left, within),
        (gone, VolunteerStatus.ENQUIRY, left, within),
    ):
        VolunteerEvent.objects.create(
            volunteer=who, from_status=first, to_status=then, at=at, actor_kind=ActorKind.SYSTEM
        )
    for day in (within.date(), before.date()):
        Expense.objects.create(
            volunteer=here,
            kind=ExpenseKind.MILEAGE,
            spent_on=day,
            miles=12,
            pence=540,
            claimed_at=within,
        )

    scope = report.Scope(programme, quarter, site_a, frozenset({site_a.pk}))
    assert tuple(report.commission(scope).volunteers) == (1, 1, 1, 1, 12)


def test_the_way_she_came_is_her_referrers_profession_or_her_own():
    common = {"age": "", "situation": "", "language": "Urdu", "interpreter": False, "site": ""}
    counts = {"asked": 1, "accepted": 0, "matched": 0, "ended": 0, "as_planned": 0}
    sent = Reached(source=Source.PROFESSIONAL, referrer=ReferrerRole.GP, **common, **counts)
    herself = Reached(source=Source.HERSELF, referrer="", **common, **counts)
    assert (sent.through, herself.through) == (ReferrerRole.GP, Source.HERSELF)

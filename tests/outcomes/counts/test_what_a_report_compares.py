"""What counts as her answer before support and at the end, in every part of a report alike."""

from datetime import timedelta

import pytest

from outcomes import periods, report
from outcomes.models import Response
from outcomes.publishing.events import events_of
from outcomes.report.words import Words
from pim import clock
from referrals.enums import Purpose
from tests.factories import MatchFactory, ReferralFactory, UserFactory
from tests.outcomes import evidence
from volunteers.models import Session

pytestmark = pytest.mark.django_db
BOTH = ("gad-7", "phq-9")


@pytest.fixture
def waves(programme):
    return {key: evidence.wave(programme, key, *BOTH) for key in ("asked", "start", "end")}


def her(site, waves, **totals):
    """Supported; the same total on both questionnaires of each wave."""
    referral = ReferralFactory(site=site, accepted=True)
    evidence.consent(referral, Purpose.EVALUATION)
    match = MatchFactory(referral=referral, volunteer__site=site, active=True)
    Session.objects.create(
        match=match,
        held_on=clock.today(),
        kind="home",
        minutes=30,
        logged_at=clock.now(),
        logged_by=UserFactory(),
    )
    for key, total in totals.items():
        request = evidence.asked(referral, waves[key])
        for questionnaire in BOTH:
            evidence.scored(request, questionnaire, total)
    return referral


def late(referral, key):
    Response.objects.filter(request__referral=referral, request__wave__key=key).update(
        completed_at=clock.now() + timedelta(days=15)
    )


def test_who_was_matched_too_quickly_to_be_asked_twice_is_compared_too(programme, site_a, waves):
    her(site_a, waves, asked=14, end=6)
    her(site_a, waves, asked=15, start=12, end=5)

    found = report.report(report.Scope(programme))

    assert found.changes[0].counts == {(14.0, 6.0): 1, (12.0, 5.0): 1}
    assert [one.figures.n_pairs for one in found.waiting] == [1, 1]
    assert (found.flow.before_answered, found.flow.paired) == (2, 2)
    assert (found.courses.n, found.courses.counts["recovered"]) == (2, 2)


def test_what_came_too_late_is_not_compared_and_the_report_says_so(programme, site_a, waves):
    late(her(site_a, waves, asked=14, end=6), "end")
    late(her(site_a, waves, asked=15, end=5), "asked")
    late(her(site_a, waves, asked=13, start=9, end=4), "start")

    found = report.report(report.Scope(programme))

    assert found.changes[0].counts == {(14.0, None): 1, (None, 5.0): 1, (13.0, 4.0): 1}
    assert (found.flow.before_answered, found.flow.after_answered, found.flow.paired) == (2, 2, 1)
    told = "Answered too late, or too early, to compare"
    assert (told, "1") in Words(found).flow.answers()[1].reasons
    assert (f"No answer at the end: {told}", "1") in Words(found).flow.answers()[-1].reasons
    assert found.courses.n == 1


def test_figures_made_public_compare_the_same_answers(programme, site_a, waves):
    her(site_a, waves, asked=14, end=6)
    late(her(site_a, waves, asked=14, end=6), "asked")
    quarter = periods.quarter_with(clock.now())

    atoms = events_of(programme, quarter, report.plan_of(programme))

    assert sum(n for atom, n in atoms.items() if atom.measure.startswith("change")) == 2

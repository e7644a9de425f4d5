"""Scores over time: a picture and the same figures beside it, in the measure's own terms."""

import pytest
from django.urls import reverse

from outcomes import actions, instrument_register, queries, score_history
from outcomes.enums import MissingReason, Mode
from outcomes.models import Instrument
from pim import clock
from pim.access.audit import acting
from tests import factories as make
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, WORRYING, accepted, later, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(site_a):
    plan(site_a.programme)
    return accepted(site_a)


def typed_in(referral, user, days, codes, key="gad-7") -> None:
    """``codes``: one for each question from the first."""
    with clock.standing_at(later(days=days)):
        actions.enter_answers(
            form=actions.Besides(referral, queries.current_instruments([key])[key]),
            answers={(key, item): code for item, code in enumerate(codes, start=1)},
            mode=Mode.PAPER,
            by=acting(user),
            now=later(days=days),
        )


def histories(user, referral) -> list[score_history.History]:
    return score_history.histories(queries.scores_of(user, referral), referral.pk)


def test_changes_are_told_in_the_measures_own_terms(referral, alice):
    for days, codes in enumerate(
        ([WORRYING[2]] * 7, [WORRYING[2]] * 4 + [WORRYING[1]] * 3, [WORRYING[1]] * 7)
    ):
        typed_in(referral, alice, days, codes)
    (history,) = histories(alice, referral)
    assert [(score, changed) for _, score, changed, _ in history.rows()] == [
        ("14 of 21", "–"),
        ("11 of 21", "Down by 3: no reliable change (4 would be)"),
        ("7 of 21", "Down by 7: more than chance for this measure (4)"),
    ]
    notes = " ".join(history.notes())
    assert "Higher scores mean worse" in notes
    assert "The broken line: 8 or more" in notes


def test_one_score_has_no_words_of_change(referral, alice):
    typed_in(referral, alice, 0, [WORRYING[2]] * 7)
    (history,) = histories(alice, referral)
    assert next(history.rows())[2] == "–"
    assert "Reliable change" not in " ".join(history.notes())


def test_an_incomplete_form_is_a_gap_and_says_so(referral, alice):
    typed_in(referral, alice, 0, [WORRYING[2]] * 6)
    typed_in(referral, alice, 1, [NOT_AT_ALL] * 7)
    (history,) = histories(alice, referral)
    assert next(history.rows())[1:3] == ("No total: 1 left out, so at least 12", "–")
    assert history.first.total == 0
    assert str(history.picture()).count("<circle") == 1


def test_two_versions_are_never_one_line(referral, alice):
    typed_in(referral, alice, 0, [WORRYING[2]] * 7)
    old = Instrument.objects.get(key="gad-7")
    Instrument.objects.filter(pk=old.pk).update(version="0")
    actions_of_today = queries.scores_of(alice, referral)
    assert len(score_history.histories(actions_of_today, referral.pk)) == 1
    newer = score_history.histories([*actions_of_today, *_newer(referral, alice)], referral.pk)
    assert [one.shows_version for one in newer] == [True, True]
    assert {len(one.occasions) for one in newer} == {1}


def _newer(referral, alice):
    from outcomes import instrument_register

    Instrument.objects.filter(key="gad-7").update(is_current=False)
    instrument_register.install(now=MONDAY)
    typed_in(referral, alice, 2, [WORRYING[1]] * 7)
    return queries.scores_of(alice, referral)[-1:]


def test_an_earlier_referral_she_may_see_is_in_it_and_others_are_not(
    referral, alice, charlie, site_b
):
    typed_in(referral, alice, 0, [WORRYING[2]] * 7)
    again, elsewhere = (
        make.ReferralFactory(
            parent=referral.parent, site=site, programme=make.ProgrammeFactory(), accepted=True
        )
        for site in (referral.site, site_b)
    )
    (history,) = histories(alice, again)
    assert score_history.EARLIER in next(history.rows())[0]
    assert histories(charlie, elsewhere) == []


def test_the_page_shows_the_picture_and_the_table(referral, alice, signed_in):
    typed_in(referral, alice, 0, [WORRYING[2]] * 7)
    where = reverse("admin:referrals_referral_change", args=[referral.pk])
    body = signed_in(alice).get(where).content.decode()
    assert ('class="chart"' in body, "14 of 21" in body) == (True, True)
    assert "never a diagnosis" in body


def test_one_question_of_our_own_is_answered_or_not_and_no_screening(referral, alice):
    instrument_register.install(keys=["experience"], now=MONDAY)
    typed_in(referral, alice, 0, [MissingReason.RATHER_NOT], key="experience")
    for history in histories(alice, referral):
        assert next(history.rows())[1] == "Not answered"
        assert "screening" not in " ".join(history.notes())

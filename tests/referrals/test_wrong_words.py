"""A word guessed wrong until it locked is a line on Today: it shuts her out, and may be somebody
near her."""

import pytest

from pim import clock
from pim.access.audit import HERSELF, acting
from referrals import actions
from referrals.queries import TRIES
from referrals.today.wrong_words import ASK_HER, locked
from tests import factories as make
from tests.outcomes.asking import MONDAY, later

pytestmark = pytest.mark.django_db


def guess(parent, times: int) -> None:
    for _ in range(times):
        actions.try_secret_word(holder=parent, word="guess", now=later(hours=1))


def test_it_stands_there_from_the_fifth_wrong_word_until_a_new_one_is_set(
    site_a, site_b, alice, charlie
):
    her = make.ReferralFactory(site=site_a)
    make.ReferralFactory(site=site_a)
    with clock.standing_at(MONDAY):
        actions.set_secret_word(holder=her.parent, word="Sunflower", by=HERSELF, now=MONDAY)
    guess(her.parent, TRIES - 1)
    assert locked(alice, later(hours=2)) == []
    guess(her.parent, 1)
    [row] = locked(alice, later(hours=2))
    assert (row.detail, row.since) == (ASK_HER, later(hours=1))
    assert her.reference in row.text
    assert locked(charlie, later(hours=2)) == []
    actions.set_secret_word(
        holder=her.parent, word="Marigold", by=acting(alice), now=later(hours=3)
    )
    assert locked(alice, later(hours=4)) == []


def test_the_line_is_on_her_coordinators_page(site_a, alice, signed_in):
    her = make.ReferralFactory(site=site_a)
    actions.set_secret_word(holder=her.parent, word="Sunflower", by=HERSELF, now=MONDAY)
    guess(her.parent, TRIES)
    assert "guessed wrong five times" in signed_in(alice).get("/admin/").text

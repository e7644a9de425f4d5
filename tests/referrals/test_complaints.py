"""The log of complaints: what came of each, for those who answer for the service."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.enums import Role
from referrals import actions, queries
from referrals.enums import ConcernKind, ConcernOutcome, ConcernUrgency
from referrals.models import Concern
from tests import factories as make
from tests.conftest import person

WORDS = "Quarrelsome on the phone"


def complained(site, kind=ConcernKind.COMPLAINT, words=WORDS) -> Concern:
    return actions.raise_concern(
        kind=kind,
        urgency=ConcernUrgency.SAME_DAY,
        words=words,
        referral=make.ReferralFactory(site=site, parent__called="Quitterie"),
        by=HERSELF,
        now=clock.now(),
    )


def looked_into(concern, by, learned="Say who rings, and when") -> None:
    asked = {"concern": concern, "by": acting(by), "now": clock.now()}
    actions.see_concern(**asked)
    actions.send_word_back(words="We are sorry.", **asked)
    actions.close_concern(outcome=ConcernOutcome.UPHELD, learned=learned, **asked)


def test_the_log_says_what_came_of_it_and_nobodys_words(site_a, alice, dana, signed_in):
    looked_into(complained(site_a), alice)
    page = signed_in(dana).get(reverse("complaints")).content.decode()
    assert "Say who rings, and when" in page and "It was so, and we put it right" in page
    assert WORDS not in page and "Quitterie" not in page


def test_counts_by_quarter(site_a, alice, dana):
    looked_into(complained(site_a), alice)
    complained(site_a, words="Another")
    earlier = complained(site_a, words="Earlier")
    then = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # in London already July
    Concern.objects.filter(pk=earlier.pk).update(raised_at=then)
    now, before = queries.by_quarter(queries.complaints_for(dana))
    assert (now.received, now.acknowledged, now.answered, now.upheld, now.open) == (2, 1, 1, 1, 1)
    assert (before.starts_on.month, before.received) == (7, 1)


@pytest.mark.parametrize("kind", [ConcernKind.FOR_HER, ConcernKind.ABOUT_PERSON])
def test_only_complaints_about_the_service(site_a, dana, kind):
    complained(site_a, kind=kind)
    assert not queries.complaints_for(dana)


def test_managers_and_trustees_there_and_nobody_else(site_a, site_b, alice, signed_in):
    complained(site_a)
    trustee = person("t@charity.example", Role.TRUSTEE)
    elsewhere = person("m@b.example", Role.PROGRAMME_MANAGER, site=site_b)
    assert queries.complaints_for(trustee).count() == 1
    assert queries.complaints_for(elsewhere).count() == 0
    assert signed_in(alice).get(reverse("complaints")).status_code == 404


def test_only_a_complaint_asks_what_is_learned(site_a, alice, signed_in):
    for kind, asks in ((ConcernKind.COMPLAINT, True), (ConcernKind.FOR_HER, False)):
        concern = complained(site_a, kind=kind)
        actions.see_concern(concern=concern, by=acting(alice), now=clock.now())
        close = reverse("admin:referrals_concern_do", args=[concern.pk, "close"])
        page = signed_in(alice).get(close).content.decode()
        assert ("What do we learn from it?" in page) is asks

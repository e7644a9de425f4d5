"""A list page after page is the list, forwards and backwards, whatever it is ordered by."""

import datetime as dt
import random

import pytest
from django.db.models import Case, F, When

from pim import clock
from pim.admin.keyset import page_of
from referrals.enums import Status
from referrals.models import Referral
from tests import factories as make

pytestmark = pytest.mark.django_db

CLOSED_LAST = Case(When(status=Status.CLOSED, then=1), default=0)
ORDERS = [
    ["-asked_at", "pk"],
    ["closed_at", "-pk"],
    ["-closed_at", "accepted_at", "pk"],
    [F("closed_at").desc(nulls_last=True), F("accepted_at").asc(nulls_first=True), "pk"],
    [CLOSED_LAST, "status_since", "pk"],
    ["site__name", "-accepted_at", "pk"],
]


@pytest.fixture
def referrals(site_a, site_b):
    """Few different moments, many without one."""
    chance, now = random.Random(5), clock.now()
    for _ in range(22):
        asked = now - dt.timedelta(days=chance.randrange(3))
        row = make.ReferralFactory(site=chance.choice([site_a, site_b]))
        Referral.objects.filter(pk=row.pk).update(
            asked_at=asked,
            status_since=asked,
            accepted_at=(accepted := chance.choice([None, asked, now])),
            closed_at=(closed := chance.choice([None, None, asked, now])),
            closed_reason="completed" if closed else "",
            status="closed" if closed else "waiting" if accepted else "received",
        )
    return Referral.objects.all()


@pytest.mark.parametrize("ordering", ORDERS, ids=str)
def test_pages_are_the_list(referrals, ordering):
    whole = list(referrals.order_by(*ordering))
    page, met = page_of(referrals, ordering, 4), []
    assert page.before == ""
    while True:
        met += page.rows
        if not page.after:
            break
        page = page_of(referrals, ordering, 4, after=page.after)
    assert met == whole
    back = page.rows
    while page.before:
        page = page_of(referrals, ordering, 4, before=page.before)
        back = page.rows + back if page.before else page.rows + whole[len(page.rows) :]
    assert back == whole and len(page.rows) == 4


def test_a_row_that_is_gone_or_never_was_leads_to_the_beginning(referrals):
    first = page_of(referrals, ["asked_at", "pk"], 4)
    gone = str(make.SiteFactory().pk)
    for key in (gone, "x", "\0", "1"):
        for way in ("after", "before"):
            assert page_of(referrals, ["asked_at", "pk"], 4, **{way: key}) == first


def test_a_deep_page_starts_at_its_place_in_the_index(referrals, django_assert_num_queries):
    page = page_of(referrals, ["-asked_at", "pk"], 4)
    with django_assert_num_queries(2) as asked:
        page_of(referrals, ["-asked_at", "pk"], 4, after=page.after)
    assert '"asked_at" <= ' in asked[1]["sql"]

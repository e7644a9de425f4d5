"""What a professional keeps: the status page behind her link, and the copy on paper."""

import pytest

from pim.messages import outbox
from tests.pim.looking import follow, look
from tests.referrals.arriving import FROM_A_MIDWIFE, receive
from tests.referrals.test_status import link_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_midwife_looks_where_it_stands(page, site_a, mailoutbox):
    referral = receive(FROM_A_MIDWIFE)
    outbox.drain()
    page.goto(link_in(mailoutbox[0]))
    look(page, "status")
    assert page.url.endswith("/referral-status/")
    follow(page.get_by_role("button", name="This is my work address"))
    look(page, "status-confirmed")
    assert referral.reference in page.inner_text("main")
    page.goto("/referral-status/nonsense/")
    look(page, "status-dead-link")
    follow(page.get_by_role("button", name="Ask for a new link"))
    look(page, "status-new-link")

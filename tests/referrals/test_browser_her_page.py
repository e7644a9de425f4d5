"""Her own page in a real browser, on a phone: the door, behind it, one request, and out."""

import pytest

from pim import clock
from referrals.enums import Status
from referrals.models import CheckIn, Referral
from tests.pim.looking import follow, look, send
from tests.referrals.her_own import HOME, WORD, link_to, with_a_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_she_looks_after_her_own_things(page, site_a):
    referral = with_a_page()
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.WAITING, accepted_at=clock.now(), status_since=clock.now()
    )
    CheckIn.objects.create(referral=referral, asked_at=clock.now())
    page.goto(link_to(referral))
    assert page.url.endswith(HOME)
    page.get_by_label("What is your secret word?").fill("tulip")
    send(page)
    look(page, "her-door-error")
    page.get_by_label("What is your secret word?").fill(WORD)
    send(page)
    look(page, "her-page")

    follow(page.get_by_role("link", name="Change how we reach you"))
    look(page, "her-ask")
    send(page)
    assert "Thank you. We have this." in page.inner_text("body")
    page.goto(HOME)
    follow(page.get_by_role("button", name="Leave and lock"))
    look(page, "her-left")
    page.go_back()
    assert referral.reference not in page.inner_text("body")

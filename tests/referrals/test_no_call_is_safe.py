"""Where no call is safe for her, nobody is told to ring her."""

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF
from referrals import actions
from referrals.enums import ContactChannel, RequestKind
from referrals.models import HerRequest, Referral, SafeContact
from referrals.today import asked as asked_today
from referrals.today import cover as cover_today
from tests import factories as make
from tests.referrals.her_own import inside, page, with_a_page

pytestmark = pytest.mark.django_db


def only_in_writing(site) -> Referral:
    """By text or e-mail alone."""
    referral = with_a_page(site=site)
    hers = SafeContact.objects.filter(parent=referral.parent)
    hers.exclude(channel=ContactChannel.EMAIL).update(ended_at=clock.now())
    make.SafeContactFactory(
        parent=referral.parent, channel=ContactChannel.TEXT, address="+447700900321"
    )
    return referral


def ask_for_a_ring(referral: Referral) -> HerRequest:
    return actions.make_request(
        referral=referral, kind=RequestKind.RING, by=HERSELF, now=clock.now()
    )


class TestPleaseWriteToMe:
    def test_staff_read_to_write_and_never_to_ring(self, site_a, alice, signed_in):
        request = ask_for_a_ring(only_in_writing(site_a))
        desk = signed_in(alice)
        address = reverse("admin:referrals_herrequest_change", args=[request.pk])
        body = desk.get(address).content.decode()
        assert "Please write to me:" in body and "Please ring me" not in body
        assert "Write to her, by text or e-mail. Do not ring: no call is safe." in body
        assert "Ring her" not in body and "Speak with her" not in body
        [row] = asked_today.requests_from_her_page(alice, clock.now())
        assert row.detail.startswith("Please write to me: write to her by ")
        [due] = cover_today.asked_by_her([request.referral], clock.today())
        assert due.what == "She asked: Please write to me"
        listed = desk.get(reverse("admin:referrals_herrequest_changelist")).content.decode()
        assert "Please write to me" in listed

    def test_where_a_call_is_safe_all_is_as_it_was(self, site_a, alice):
        ask_for_a_ring(with_a_page(site=site_a))
        [row] = asked_today.requests_from_her_page(alice, clock.now())
        assert row.detail.startswith("Please ring me: speak with her by ")

    def test_her_own_page_says_the_same(self, site_a):
        her = inside(only_in_writing(site_a))
        home, ask = page(her), page(her, "my-support-ask", "ring")
        assert "Please write to me" in home and "Please ring me" not in home
        assert "Please write to me</h1>" in ask and "Please ring me" not in ask

"""Whoever comes back has a second referral; what belongs to her is still there once."""

import pytest

from referrals.enums import ClosedReason, Status
from referrals.models import Parent, SafeContact
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_person_with_two_referrals_and_her_contact_are_seen_once(alice, charlie, site_a):
    first = make.ReferralFactory(site=site_a)
    type(first).objects.update(
        status=Status.CLOSED, closed_at=first.asked_at, closed_reason=ClosedReason.COMPLETED
    )
    make.ReferralFactory(site=site_a, parent=first.parent)
    contact = make.SafeContactFactory(parent=first.parent)

    assert list(SafeContact.objects.visible_to(alice)) == [contact]
    assert list(Parent.objects.visible_to(alice)) == [first.parent]
    assert not SafeContact.objects.visible_to(charlie).exists()

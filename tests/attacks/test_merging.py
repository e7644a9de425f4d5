"""Eight who merge at once, and those who change her ways to be reached meanwhile."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import acting
from pim.models import AuditEvent
from referrals import actions, queries
from referrals.enums import ContactChannel
from referrals.models import Consent, Referral, ReferralEvent, SafeContact
from tests.referrals.arriving import HER_EMAIL, HER_PHONE, HER_TEXT, receive

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list[Exception]:
    """All start together, each on a connection of its own; what went wrong."""
    gate, wrong = threading.Barrier(len(works)), []

    def run(work):
        try:
            gate.wait()
            work()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return wrong


@pytest.mark.parametrize("time", range(5))
def test_eight_merges_in_both_directions_are_one(alice, time):
    one, other = receive(contacts=[HER_PHONE]), receive(contacts=[HER_EMAIL])
    SafeContact.objects.update(confirmed_at=clock.now())

    def merging(first, second):
        return lambda: actions.merge(referral=first, into=second, by=acting(alice), now=clock.now())

    works = [merging(*((one, other) if n % 2 else (other, one))) for n in range(8)]
    assert at_once(*works) == []
    assert AuditEvent.objects.filter(action=queries.MERGED).count() == 1
    assert ReferralEvent.objects.filter(reason="duplicate").count() == 1
    assert Referral.objects.open().count() == 1
    assert SafeContact.objects.live().filter(parent=one.parent).count() == 2
    assert Consent.objects.filter(referral=one).count() == 4  # hers, and the later two once


@pytest.mark.parametrize("time", range(20))
def test_a_way_changed_while_two_are_merged_is_not_lost(alice, time):
    """Nobody waits for ever, and what was typed last is on her one record."""
    one = receive(contacts=[HER_PHONE], now=clock.now() - timedelta(days=1))
    other = receive(contacts=[HER_EMAIL])
    SafeContact.objects.update(confirmed_at=clock.now())
    who = {"by": acting(alice), "now": clock.now()}
    email = queries.safe_contact(other, ContactChannel.EMAIL)
    wrong = at_once(
        lambda: actions.merge(referral=one, into=other, **who),
        lambda: actions.update_safe_contact(contact=email, to=HER_EMAIL, **who),
        lambda: actions.add_safe_contact(referral=other, new=HER_TEXT, **who),
    )
    assert wrong == []
    one.refresh_from_db()
    live = SafeContact.objects.live().filter(parent=one.parent)
    assert sorted(live.values_list("channel", flat=True)) == ["email", "phone", "text"]
    assert live.filter(is_primary=True).count() == 1

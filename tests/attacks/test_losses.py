"""Many say at the same moment that something sad has happened, on both records of one mum."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.messages import notices
from pim.models import Message
from referrals import actions, queries
from referrals.enums import LossKind
from referrals.models import Loss
from tests import factories as make
from tests.referrals.arriving import receive

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_it_is_one_loss_though_two_records_are_merged_meanwhile(round_, site_a, alice):
    earlier, later = receive(), receive()
    other = make.ReferralFactory(
        parent=earlier.parent, programme=make.ProgrammeFactory(), site=site_a
    )
    presses = [lambda: say(earlier), lambda: say(other)] * 3
    presses.append(lambda: merge(later, earlier, alice))
    at_once(presses)
    assert Loss.objects.live().count() == 1
    for one in (earlier, later, other):
        one.refresh_from_db()
        assert queries.loss_of(one) == Loss.objects.get()
    assert (
        not Message.objects.waiting()
        .filter(notice__in=notices.to_her(only_automatic=True))
        .exists()
    )


def say(referral):
    actions.report_loss(referral=referral, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now())


def merge(one, other, alice):
    actions.merge(referral=one, into=other, by=acting(alice), now=clock.now())


def at_once(presses) -> None:
    together = Barrier(len(presses))

    def press(do) -> None:
        try:
            together.wait(timeout=60)
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(presses)) as people:
        list(people.map(press, presses))

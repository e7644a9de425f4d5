"""Records whose time is over: listed once, asked for together, decided by a second person."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from referrals import actions, queries
from referrals.enums import ConcernKind, ConcernUrgency, HoldReason, Status
from referrals.models import Concern, Erasure, LegalHold, Parent
from tests import factories as make
from tests.conftest import person

LONG_AGO = timedelta(days=6 * 366 + 5)


@pytest.fixture
def officer(db):
    return person("officer@charity.example", Role.DATA_PROTECTION)


def closed(site, ago=LONG_AGO, **more):
    return make.ReferralFactory(
        site=site,
        status=Status.CLOSED,
        closed_reason="not_reachable",
        closed_at=clock.now() - ago,
        **more,
    )


def listed(user) -> list:
    return list(queries.time_is_over(user, clock.today()))


def test_her_last_referral_when_its_time_is_over(site_a, officer, alice, charlie):
    old = closed(site_a)
    closed(site_a, ago=timedelta(days=2000))
    closed(site_a, ago=LONG_AGO + timedelta(days=50), parent=old.parent)
    assert listed(officer) == [old] == listed(alice)
    assert listed(charlie) == []


def test_not_while_another_of_hers_is_open_or_newer(site_a, officer):
    make.ReferralFactory(site=site_a, parent=closed(site_a).parent)
    closed(site_a, ago=timedelta(days=9), parent=closed(site_a).parent)
    assert listed(officer) == []


def test_not_on_hold_not_twice_not_erased(site_a, officer, alice):
    on_hold, asked, erased = (closed(site_a) for _ in range(3))
    now = clock.now()
    actions.set_hold(referral=on_hold, reason=HoldReason.CLAIM, by=acting(alice), now=now)
    actions.ask_erasure(referral=asked, why="time", by=acting(alice), now=now)
    Parent.objects.filter(pk=erased.parent_id).update(erased_at=now)
    assert listed(officer) == []
    LegalHold.objects.update(lifted_at=now, lifted_by=officer)
    assert listed(officer) == [on_hold]


def test_a_concern_keeps_it_longer(site_a, officer, alice):
    hers = closed(site_a)
    concern = actions.raise_concern(
        kind=ConcernKind.FOR_HER,
        urgency=ConcernUrgency.SAME_DAY,
        words="x",
        about_name="",
        referral=hers,
        by=acting(alice),
        now=clock.now(),
    )
    mine = Concern.objects.filter(pk=concern.pk)
    assert listed(officer) == []
    ended = {"owner": alice, "acknowledged_at": clock.now(), "outcome": "safe"}
    mine.update(closed_at=clock.now() - LONG_AGO, **ended)
    assert listed(officer) == []
    mine.update(closed_at=clock.now() - timedelta(days=10 * 366 + 40))
    assert listed(officer) == [hers]


def test_asked_together_and_without_a_name(site_a, officer, alice, signed_in):
    some = [closed(site_a, parent__called="Quitterie") for _ in range(3)]
    address = reverse("due-to-be-erased")
    desk = signed_in(officer)
    shown = desk.get(address).content.decode()
    assert all(one.reference in shown for one in some) and "Quitterie" not in shown
    desk.post(address, {"which": [str(one.pk) for one in some[:2]]})
    assert Erasure.objects.filter(why="time", asked_by=officer).count() == 2
    assert listed(officer) == some[2:] or len(listed(officer)) == 1
    assert signed_in(alice).get(address).status_code == 200


def test_nothing_of_another_place_can_be_asked_for(site_a, site_b, charlie, signed_in):
    hers = closed(site_a)
    closed(site_b)
    signed_in(charlie).post(reverse("due-to-be-erased"), {"which": [str(hers.pk)]})
    assert not Erasure.objects.exists()


def test_without_a_part_in_it_there_is_no_page(bob, signed_in):
    assert signed_in(bob).get(reverse("due-to-be-erased")).status_code == 404

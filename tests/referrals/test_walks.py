"""A referral from each source, through every allowed move, and every forbidden one tried."""

from dataclasses import replace

import pytest

from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.errors import DomainError
from referrals import actions, lifecycle
from referrals.arrivals import Asked
from referrals.enums import ClosedReason, Means, Situation, Source, Status
from referrals.models import ReferralEvent
from tests.referrals.arriving import FROM_A_MIDWIFE, HERS, receive

pytestmark = pytest.mark.django_db

ONLY_RING = Asked(situation=Situation.NOT_ASKED, only_ring=True)
SOURCES = {
    "herself": HERS,
    "just ring me": replace(HERS, asked=ONLY_RING, agreed=False, consents={}),
    "a professional": FROM_A_MIDWIFE,
    "staff": replace(HERS, source=Source.STAFF, means=Means.BY_PHONE),
    "held back": replace(HERS, held_for="too_fast"),
}
EVERY = {(old, new) for old, news in lifecycle.TRANSITIONS.items() for new in news}


def move(referral, to):
    return lifecycle.move(referral, to, by=SYSTEM, now=clock.now(), reason=ClosedReason.MOVED_AWAY)


def try_every_forbidden(referral, allowed):
    """Each is refused in words that say where she stands, and changes nothing."""
    for to in set(Status) - set(allowed):
        with pytest.raises(lifecycle.ForbiddenMove) as refused:
            move(referral, to)
        said = str(refused.value)
        assert said.startswith("This referral is ") and said.endswith(".") and len(said) < 160
        assert "_" not in said


def next_step(standing, untried):
    """The shortest way over allowed moves to one that was not made yet."""
    ways = [[new] for new in lifecycle.TRANSITIONS[standing]]
    while ways:
        way = ways.pop(0)
        before = way[-2] if len(way) > 1 else standing
        if (before, way[-1]) in untried:
            return way
        if len(way) < len(Status):
            ways += [[*way, new] for new in lifecycle.TRANSITIONS[way[-1]]]
    return None


@pytest.mark.parametrize("source", SOURCES)
def test_every_move_from_each_source(source, site_a, alice):
    """Nobody is received twice, so several set out until each way was gone."""
    untried, forbidden_at = set(EVERY), set()
    while untried:
        referral = receive(SOURCES[source])
        if referral.held_for:
            try_every_forbidden(referral, [Status.CLOSED])
            actions.let_in(referral=referral, by=acting(alice), now=clock.now())
        standing = Status(referral.status)
        while True:
            if standing not in forbidden_at:
                try_every_forbidden(referral, lifecycle.TRANSITIONS[standing])
                forbidden_at.add(standing)
            way = next_step(standing, untried)
            if way is None:
                break
            for to in way:
                moved = move(referral, to)
                untried.discard((standing, to))
                standing = Status(moved.status)
    assert forbidden_at == set(Status)
    made = {
        (one.from_status, one.to_status) for one in ReferralEvent.objects.exclude(from_status="")
    }
    assert made == EVERY


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_coordinator_cannot_do_yet_is_told_in_words(source, site_a, alice):
    """Her own buttons, pressed too early from another tab, on each kind of referral."""
    referral, by = receive(SOURCES[source]), {"by": acting(alice), "now": clock.now()}
    with pytest.raises(DomainError, match=r"Before you accept|held back"):
        actions.accept(referral=referral, **by)
    with pytest.raises(DomainError, match="open already"):
        actions.reopen(referral=referral, **by)
    assert ReferralEvent.objects.count() == 1

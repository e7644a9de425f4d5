"""Every move a referral may make, and every one it may not."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from pim import clock
from pim.access.audit import SYSTEM
from referrals import lifecycle
from referrals.enums import ACCEPTED, ClosedReason, Status
from referrals.models import Referral, ReferralEvent
from tests import factories as make

pytestmark = pytest.mark.django_db

ALLOWED = [(a, b) for a, targets in lifecycle.TRANSITIONS.items() for b in targets]
FORBIDDEN = [pair for pair in product(Status, Status) if pair not in ALLOWED]


def standing(status):
    now = clock.now()
    stamps = {"accepted_at": now} if status in ACCEPTED else {}
    if status == Status.CLOSED:
        stamps = {"closed_at": now, "closed_reason": ClosedReason.MOVED_AWAY}
    return make.ReferralFactory(status=status, **stamps)


def move(referral, to, reason=ClosedReason.MOVED_AWAY):
    return lifecycle.move(referral, to, by=SYSTEM, now=clock.now(), reason=reason)


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_move_leaves_one_event(before, after):
    moved = move(standing(before), after)
    event = ReferralEvent.objects.get()
    assert (moved.status, event.from_status, event.to_status) == (after, before, after)
    moved.refresh_from_db()
    assert moved.status_since == event.at


@pytest.mark.parametrize(("before", "after"), FORBIDDEN)
def test_a_forbidden_move_is_refused_in_words(before, after):
    referral = standing(before)
    with pytest.raises(lifecycle.ForbiddenMove, match=before.label):
        move(referral, after)
    referral.refresh_from_db()
    assert (referral.status, ReferralEvent.objects.count()) == (before, 0)


def test_every_status_has_its_line():
    assert set(lifecycle.TRANSITIONS) == set(Status)


@pytest.mark.parametrize("reason", ["", "because"])
def test_closing_needs_a_known_reason(reason):
    with pytest.raises(lifecycle.ForbiddenMove, match="why"):
        move(standing(Status.RECEIVED), Status.CLOSED, reason)


def test_an_event_is_never_changed():
    move(standing(Status.RECEIVED), Status.IN_CONTACT)
    for change in (lambda rows: rows.update(reason="x"), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            change(ReferralEvent.objects.all())


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"status": "lost"}, "referral_status_known"),
        ({"status": "closed"}, "referral_closed_with_reason"),
        ({"closed_reason": "moved_away"}, "referral_closed_with_reason"),
        ({"status": "waiting"}, "referral_accepted_at_a_site"),
        ({"source": "professional"}, "referral_professional_with_agreement"),
    ],
)
def test_the_database_refuses(columns, constraint):
    make.ReferralFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Referral.objects.update(**columns)


def test_the_database_refuses_a_second_open_one_of_the_same_person():
    referral = make.ReferralFactory()
    with pytest.raises(IntegrityError, match="referral_one_open_per_programme"):
        make.ReferralFactory(parent=referral.parent, site=referral.site)


def test_the_database_refuses_two_first_ways_to_reach_her():
    contact = make.SafeContactFactory()
    with pytest.raises(IntegrityError, match="safe_contact_one_primary"):
        make.SafeContactFactory(parent=contact.parent)

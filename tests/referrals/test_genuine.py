"""Which forms wait for a person to look at them, and what becomes of those."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.access.networks import network_of
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Message
from referrals import actions, lifecycle
from referrals.actions.receipts import queue_receipts
from referrals.enums import ClosedReason, HeldFor, Status
from referrals.genuine import MANY, TOO_MANY, Sending, held_for
from referrals.models import FormSent, Referral
from tests.referrals.arriving import HERS, receive


@pytest.mark.parametrize(
    ("journey", "took", "trapped", "lately", "why"),
    [
        ("yourself", 3, False, MANY - 1, ""),
        ("yourself", 2.9, False, 0, HeldFor.TOO_FAST),
        ("someone", 2.9, False, 0, HeldFor.TOO_FAST),
        ("ring-me", 2, False, 0, ""),
        ("ring-me", 1.9, False, 0, HeldFor.TOO_FAST),
        ("yourself", 600, True, 0, HeldFor.TRAP),
        ("yourself", 19, False, MANY, HeldFor.FLOOD),
        ("yourself", 20, False, MANY, ""),
        ("yourself", 600, False, TOO_MANY["yourself"] - 1, ""),
        ("yourself", 600, False, TOO_MANY["yourself"], HeldFor.FLOOD),
        ("someone", 600, False, TOO_MANY["yourself"], ""),
    ],
)
def test_what_is_held_back_and_why(journey, took, trapped, lately, why):
    assert held_for(Sending(journey, timedelta(seconds=took), trapped, lately)) == why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:0:1200::1", "2001:db8:0:12ff::9", True),
        ("2001:db8:0:1200::1", "2001:db8:0:1300::1", False),
    ],
)
def test_one_connection_is_one_network(one, other, same):
    prints = [network_of(RequestFactory().get("/", REMOTE_ADDR=each)) for each in (one, other)]
    assert (prints[0] == prints[1]) is same
    assert one not in prints[0]


@pytest.mark.django_db
class TestHeldBack:
    @pytest.fixture
    def held(self, site_a):
        return receive(held_for=HeldFor.TRAP)

    def doing(self, user):
        return {"by": acting(user), "now": clock.now()}

    def test_it_goes_nowhere_and_nobody_is_written_to(self, held, alice):
        assert list(Referral.objects.held()) == [held]
        assert not Referral.objects.incoming().exists()
        assert not Message.objects.exists()
        with pytest.raises(lifecycle.ForbiddenMove, match="Say first whether it is real"):
            lifecycle.move(held, Status.IN_CONTACT, **self.doing(alice))

    def test_a_message_that_was_queued_all_the_same_does_not_go_out(self, held, mailoutbox):
        queue_receipts(held, clock.now())
        outbox.drain()
        assert (mailoutbox, Message.objects.get().reason) == ([], "held_back")

    def test_let_in_it_is_like_any_other_and_its_clock_has_run(self, held, alice):
        later = clock.now() + timedelta(days=1)
        real = actions.let_in(referral=held, by=acting(alice), now=later)
        assert (real.held_for, real.status_since) == ("", held.status_since)
        assert Message.objects.get().notice == actions.RECEIPT
        with pytest.raises(DomainError, match="not held back any more"):
            actions.let_in(referral=held, **self.doing(alice))

    def test_not_real_is_closed_and_kept_and_can_be_taken_up_again(self, held, alice):
        closed = actions.dismiss(referral=held, **self.doing(alice))
        assert (closed.status, closed.closed_reason) == (Status.CLOSED, ClosedReason.NOT_GENUINE)
        assert not Message.objects.exists()
        again = actions.reopen(referral=closed, **self.doing(alice))
        assert (again.status, again.held_for) == (Status.IN_CONTACT, "")

    def test_the_desk_asks_only_whether_it_is_real(self, held, alice, signed_in):
        desk = signed_in(alice)
        assert "Held back: is it real?" in desk.get("/admin/").content.decode()
        record = f"/admin/referrals/referral/{held.pk}/"
        page = desk.get(record).content.decode()
        assert ("It is real: let it in" in page, "Log a call" in page) == (True, False)
        assert "We ask because of how it came: a box that only machines see" in page
        desk.post(f"{record}do/let-in/")
        page = desk.get(record).content.decode()
        assert ("It is real: let it in" in page, "Log a call" in page) == (False, True)


@pytest.mark.django_db
def test_the_eleventh_hasty_form_of_a_network_is_held_back_and_a_slow_one_is_not(site_a):
    took = [timedelta(seconds=5)] * (MANY + 1) + [timedelta(minutes=5)]
    why = []
    for seconds in took:
        now = clock.now()
        draft = actions.start_draft(journey="ring-me", now=now - seconds)
        sent = actions.submit_draft(draft=draft, arrival=HERS, network="one", by=HERSELF, now=now)
        why.append(sent.held_for)
    assert why == [""] * MANY + [HeldFor.FLOOD, ""]


@pytest.mark.django_db
def test_machines_that_gave_themselves_away_say_nothing_about_their_neighbours(site_a):
    asked = {"arrival": HERS, "network": "one", "by": HERSELF}
    for _ in range(MANY + 1):
        now = clock.now()
        draft = actions.start_draft(journey="ring-me", now=now)
        assert actions.submit_draft(draft=draft, trapped=True, now=now, **asked).held_for == "trap"
    draft = actions.start_draft(journey="ring-me", now=now - timedelta(seconds=9))
    assert actions.submit_draft(draft=draft, now=now, **asked).held_for == ""


@pytest.mark.django_db
def test_networks_are_forgotten_after_two_days():
    now = clock.now()
    for days in (1, 3):
        FormSent.objects.create(network="x", journey="ring-me", at=now - timedelta(days=days))
    assert (actions.forget_networks(now=now), FormSent.objects.count()) == (1, 1)

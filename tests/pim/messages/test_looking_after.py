"""What may not have arrived waits for a person, and for nobody after that."""

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from pim import clock
from pim.access.audit import acting
from pim.admin import not_arrived
from pim.enums import MessageState
from pim.errors import DomainError
from pim.messages import looking_after, outbox
from pim.models import AuditEvent, Message
from tests import factories as make
from tests.pim.messages.conftest import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(alice, site_a):
    """About a referral of Alice's site; the line broke when it was sent."""
    referral = make.ReferralFactory(site=site_a)
    outbox.queue(
        notice="referrals.receipt",
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key="one",
        due_at=clock.now(),
    )
    Message.objects.update(state=MessageState.UNKNOWN, reason="line_cut")
    return Message.objects.get()


def rows(user):
    return not_arrived.rows(user, clock.now())


def test_it_stands_on_today_of_whoever_may_see_it(message, alice, charlie):
    (row,) = rows(alice)
    assert row.text.startswith("Receipt to her: Referral ")
    assert row.url == f"/admin/pim/message/{message.pk}/"
    assert rows(charlie) == []


@pytest.mark.parametrize(("state", "waits"), [("dead", 1), ("sent", 0), ("queued", 0)])
def test_only_what_may_not_have_arrived(message, alice, state, waits):
    Message.objects.update(state=state, sent_at=clock.now())
    assert len(rows(alice)) == waits


def test_not_when_an_app_says_that_it_is_settled(message, alice, monkeypatch):
    monkeypatch.setattr(looking_after, "_settled", [lambda: Q(object_id=message.object_id)])
    assert rows(alice) == []


def test_the_button_takes_it_off_and_names_who_saw_to_it(message, alice, signed_in):
    desk, page = signed_in(alice), f"/admin/pim/message/{message.pk}/"
    assert "I have seen to it" in desk.get(page).content.decode()
    answer = desk.post(f"{page}do/looked-after/")
    assert answer.url == f"/admin/referrals/referral/{message.about_id}/"
    message.refresh_from_db()
    assert message.looked_after_by == alice
    assert AuditEvent.objects.get(action="message.looked_after").target_id == str(message.pk)
    shown = desk.get(page).content.decode()
    assert "Alice has seen to it" in shown
    assert "do/looked-after" not in shown
    assert rows(alice) == []
    with pytest.raises(DomainError):
        looking_after.looked_after(message=message, by=acting(alice), now=clock.now())


def test_nobody_else_has_the_button(message, charlie, signed_in):
    page = f"/admin/pim/message/{message.pk}/do/looked-after/"
    assert signed_in(charlie).post(page).status_code == 404
    message.refresh_from_db()
    assert message.looked_after_at is None


def test_the_list_can_show_only_those(message, alice, signed_in):
    desk = signed_in(alice)
    assert str(message.pk) in desk.get(not_arrived.listed("not-arrived")).content.decode()
    assert str(message.pk) not in desk.get(not_arrived.listed("not-sent")).content.decode()


def test_the_queue_costs_the_same_for_one_and_for_three(message, alice, site_a):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows(alice)
        return len(queries)

    cost()  # who she is and where she works is read once
    for_one = cost()
    for place in range(2):
        more = put(key=f"more-{place}", notice=message.notice)
        more.about_id = make.ReferralFactory(site=site_a).pk
        more.save()
    Message.objects.update(state=MessageState.DEAD, reason="refused_550")
    assert (len(rows(alice)), cost()) == (3, for_one)

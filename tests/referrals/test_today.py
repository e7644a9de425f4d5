"""What stands on Today, for whom, in which order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pim import clock
from pim.access.audit import acting
from pim.admin.today import Urgency
from referrals import actions
from referrals.enums import ContactChannel, ContactOutcome
from referrals.enums import Urgency as Soonness
from referrals.today import incoming
from tests.referrals.arriving import FROM_A_MIDWIFE, HERS, receive

pytestmark = pytest.mark.django_db

ELSEWHERE = replace(HERS.parent, postcode="ZE1")


def log(referral, user, outcome):
    actions.log_contact_attempt(
        referral=referral,
        channel=ContactChannel.PHONE,
        outcome=outcome,
        by=acting(user),
        now=clock.now(),
    )


def rows(queue, user):
    return queue(user, clock.now())


def test_a_new_one_is_overdue_when_its_working_days_are_over(alice):
    receive()
    late = receive(now=clock.now() - timedelta(days=12))
    overdue, fresh = rows(incoming.new_referrals, alice)
    assert (overdue.urgency, fresh.urgency) == (Urgency.OVERDUE, Urgency.NORMAL)
    assert late.reference in overdue.text
    assert overdue.detail.startswith("First call was due")


def test_whoever_is_to_be_rung_soon_comes_before_who_asked_earlier(alice):
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    soon = replace(FROM_A_MIDWIFE.asked, urgency=Soonness.SOON)
    earlier, later = receive(now=monday), receive(FROM_A_MIDWIFE, asked=soon, now=monday)
    with clock.standing_at(monday):
        first, second = rows(incoming.new_referrals, alice)
        assert (later.reference in first.text, earlier.reference in second.text) == (True, True)
        assert first.detail == "Soon. First call due by Wednesday 25 November"
        assert second.detail == "First call due by Monday 30 November"
        log(earlier, alice, ContactOutcome.NO_ANSWER)
        log(later, alice, ContactOutcome.NO_ANSWER)
        first, _ = rows(incoming.calls_to_make, alice)
        assert first.detail == "Soon. 1 of 3 tries, on 1 day"


def test_after_a_try_it_moves_to_the_calls(alice):
    tried, spoken = receive(), receive()
    log(tried, alice, ContactOutcome.NO_ANSWER)
    log(spoken, alice, ContactOutcome.SPOKE)
    first, second = rows(incoming.calls_to_make, alice)
    assert "accept, or close" in first.detail
    assert second.detail == "1 of 3 tries, on 1 day"
    assert rows(incoming.new_referrals, alice) == []


def test_out_of_area_waits_for_a_person_and_stands_nowhere_else(alice):
    referral = receive(parent=ELSEWHERE)
    (row,) = rows(incoming.out_of_area, alice)
    assert referral.reference in row.text
    assert row.detail.startswith("Postcode ZE1. First call due by ")
    assert rows(incoming.new_referrals, alice) == []


def test_each_site_reads_who_of_the_others_has_opened_one_out_of_area(alice, charlie, signed_in):
    referral = receive(parent=ELSEWHERE)
    at = datetime(2026, 3, 20, 13, 40, tzinfo=UTC)
    with clock.standing_at(at):
        signed_in(charlie).get(f"/admin/referrals/referral/{referral.pk}/")
    (hers,), (theirs,) = rows(incoming.out_of_area, charlie), rows(incoming.out_of_area, alice)
    assert theirs.detail.endswith(". Charlie opened it 20 March at 13:40")
    assert "opened" not in hers.detail


def test_an_accepted_one_needs_no_call_any_more(alice):
    referral = receive()
    log(referral, alice, ContactOutcome.SPOKE)
    actions.accept(referral=referral, by=acting(alice), now=clock.now())
    assert [rows(queue, alice) for _, _, queue, _ in incoming.QUEUES] == [[], [], []]


def test_another_site_has_an_empty_day(alice, charlie):
    receive()
    for _, _, queue, _ in incoming.QUEUES:
        assert rows(queue, charlie) == []


@pytest.mark.parametrize("queue", [queue for _, _, queue, _ in incoming.QUEUES])
def test_each_queue_costs_the_same_few_queries(alice, queue, django_assert_num_queries):
    for _ in range(3):
        receive()
        receive(parent=ELSEWHERE)
        log(receive(), alice, ContactOutcome.NO_ANSWER)
    rows(queue, alice)
    with django_assert_num_queries(2 if queue is incoming.out_of_area else 1):
        rows(queue, alice)


@pytest.mark.parametrize(
    "text", ["ros", "07700 900123", "+44 7700 900123", "ROSA@post.example", None]
)
def test_the_search_finds_by_name_reference_phone_and_e_mail(alice, charlie, text):
    referral = receive()
    wanted = text or referral.reference[:5].lower()
    assert [hit.url.split("/")[-2] for hit in incoming.hits(alice, wanted)] == [str(referral.pk)]
    assert incoming.hits(charlie, wanted) == []

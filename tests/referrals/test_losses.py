"""Something sad has happened: everything automatic stops at once, and nothing else moves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outcomes.actions import REMINDER, open_due_requests
from outcomes.enums import RequestStatus, StopReason
from outcomes.models import QuestionnaireRequest
from outcomes.notices import Reminder
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.enums import MessageState
from pim.errors import DomainError, NotAllowed
from pim.messages import outbox
from pim.messages.notices import Cancel
from pim.models import AuditEvent, Message
from referrals import actions, queries
from referrals.enums import LossKind, LossWish, Status
from referrals.models import CheckIn, Loss, Referral
from tests import factories as make
from tests.outcomes.asking import MONDAY, asked
from tests.referrals.arriving import receive

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def request_(site_a):
    return asked(site_a)


def say(referral, kind=LossKind.BABY_DIED, by=HERSELF, now=LATER, **more) -> Loss:
    return actions.report_loss(referral=referral, kind=kind, by=by, now=now, **more)


def waiting(referral) -> set[str]:
    return set(Message.objects.waiting().about(referral.pk).values_list("notice", flat=True))


def test_her_messages_and_questionnaires_stop_and_nothing_else_moves(request_, alice):
    referral = request_.referral
    before = referral.status
    outbox.queue(
        notice="questionnaire.risk_alert",
        object_id=uuid4(),
        about_id=referral.pk,
        dedupe_key="alert",
        due_at=LATER,
    )
    loss = say(referral)
    assert waiting(referral) == {"questionnaire.risk_alert"}
    assert {one.reason for one in queries.stopped_by(loss)} == {"loss"}
    request_.refresh_from_db()
    assert (request_.status, request_.stopped_why) == (RequestStatus.STOPPED, StopReason.LOSS)
    referral.refresh_from_db()
    assert referral.status == before
    assert Reminder().decide(request_, LATER) == Cancel("loss")


def test_it_holds_for_every_referral_of_hers(request_, alice):
    other = receive()
    other.parent = request_.referral.parent
    other.programme = make.ProgrammeFactory()
    other.save()
    assert waiting(other) == {"referrals.receipt"}
    loss = say(other)
    assert queries.loss_of(request_.referral) == loss
    assert not waiting(request_.referral)
    assert waiting(other) == {"referrals.receipt"}  # what she asked for herself


def test_whoever_has_died_gets_nothing_not_even_what_was_asked_for(site_a, alice):
    referral = receive()
    say(referral, LossKind.SHE_DIED, acting(alice))
    assert not waiting(referral)


def test_said_twice_it_is_one_loss_and_the_last_word_counts(request_, alice):
    loss = say(request_.referral)
    again = say(request_.referral, by=acting(alice))
    assert again == loss
    actions.note_written(loss=loss, by=acting(alice), now=LATER)
    wished = say(request_.referral, wish=LossWish.RING)
    assert (wished, wished.wish, wished.written_at) == (loss, LossWish.RING, None)
    kept = say(request_.referral, LossKind.ONE_OF_SEVERAL)
    assert (kept.kind, kept.wish) == (LossKind.ONE_OF_SEVERAL, LossWish.RING)
    assert Loss.objects.count() == 1


def test_no_new_questionnaire_opens_while_it_stands(site_a, alice):
    request_ = asked(site_a)
    referral = request_.referral
    say(referral)
    Message.objects.all().delete()
    request_.instruments.clear()
    request_.delete()
    assert open_due_requests(now=LATER) == 0
    actions.take_back_loss(loss=queries.loss_of(referral), by=acting(alice), now=LATER)
    assert open_due_requests(now=LATER) == 1


class TestTakingBack:
    def test_everything_is_as_before(self, request_, alice):
        referral = request_.referral
        before = waiting(referral)
        loss = say(referral)
        actions.take_back_loss(loss=loss, by=acting(alice), now=LATER)
        request_.refresh_from_db()
        assert (request_.status, request_.stopped_why) == (RequestStatus.OPEN, "")
        assert waiting(referral) == before
        assert queries.loss_of(referral) is None

    def test_and_said_again_and_taken_back_again_no_message_is_there_twice(self, request_, alice):
        referral = request_.referral
        before = Message.objects.waiting().count()
        for hours in (2, 3):
            now = MONDAY + timedelta(hours=hours)
            loss = say(referral, now=now)
            assert Message.objects.waiting().count() == 0
            actions.take_back_loss(loss=loss, by=acting(alice), now=now)
            assert Message.objects.waiting().count() == before
        assert Loss.objects.count() == 2

    def test_what_is_too_late_stays_unsent(self, request_, alice):
        loss = say(request_.referral)
        Message.objects.filter(notice=REMINDER).update(expires_at=LATER)
        actions.take_back_loss(loss=loss, by=acting(alice), now=LATER + timedelta(hours=1))
        assert REMINDER not in waiting(request_.referral)

    def test_a_request_whose_window_is_over_stays_closed(self, request_, alice):
        loss = say(request_.referral)
        actions.take_back_loss(loss=loss, by=acting(alice), now=request_.closes_at)
        request_.refresh_from_db()
        assert request_.status == RequestStatus.STOPPED

    def test_she_takes_back_what_she_said_until_a_person_was_in_touch(self, request_, alice):
        loss = say(request_.referral)
        actions.take_back_loss(loss=loss, by=HERSELF, now=LATER)
        request_.refresh_from_db()
        assert request_.status == RequestStatus.OPEN
        loss = say(request_.referral)
        actions.note_written(loss=loss, by=acting(alice), now=LATER)
        with pytest.raises(NotAllowed):
            actions.take_back_loss(loss=loss, by=HERSELF, now=LATER)

    def test_twice_is_refused_and_so_is_anybody_who_does_not_work_here(self, request_, alice):
        loss = say(request_.referral, by=acting(alice))
        with pytest.raises(NotAllowed):
            actions.take_back_loss(loss=loss, by=HERSELF, now=LATER)
        actions.take_back_loss(loss=loss, by=acting(alice), now=LATER)
        with pytest.raises(DomainError):
            actions.take_back_loss(loss=loss, by=acting(alice), now=LATER)


def test_nobody_is_asked_whether_she_still_wants_this(site_a, alice):
    request_ = asked(site_a)
    referral = request_.referral
    referral.status = Status.WAITING
    referral.status_since = MONDAY - timedelta(days=200)
    referral.save()
    check_in = CheckIn.objects.create(referral=referral, asked_at=MONDAY)
    loss = say(referral)
    assert queries.open_check_in(referral) is None
    assert not queries.due_for_check_in(LATER + timedelta(days=99)).exists()
    actions.take_back_loss(loss=loss, by=acting(alice), now=LATER)
    assert queries.open_check_in(referral) == check_in


def test_a_loss_goes_over_when_two_records_become_one(site_a, alice):
    earlier, later = receive(), receive()
    say(later, by=acting(alice))
    outbox.queue(
        notice="referrals.not_reached",
        object_id=earlier.pk,
        about_id=earlier.pk,
        dedupe_key="automatic",
        due_at=LATER,
    )
    stays = actions.merge(referral=later, into=earlier, by=acting(alice), now=LATER)
    assert queries.loss_of(stays).referral == later
    assert Message.objects.get(dedupe_key="automatic").reason == "loss"


def test_the_trail_says_that_it_was_said_and_not_what(request_):
    say(request_.referral)
    (event,) = AuditEvent.objects.filter(action="loss.said")
    assert "baby" not in str(event.codes)
    assert event.codes["stopped"] == QuestionnaireRequest.objects.count() * 2


def test_only_what_waits_is_taken_back(request_):
    Message.objects.filter(notice=REMINDER).update(state=MessageState.SENT, sent_at=MONDAY)
    loss = say(request_.referral)
    assert REMINDER not in {one.notice for one in queries.stopped_by(loss)}


def test_one_that_a_worker_has_taken_already_is_stopped_at_the_door(request_, alice, mailoutbox):
    with clock.standing_at(LATER):
        claim = outbox.claim()
        assert claim.message_ids
        loss = say(request_.referral)
        for message_id in claim.message_ids:
            outbox.deliver(message_id, claim.id)
        assert mailoutbox == []
        actions.take_back_loss(loss=loss, by=acting(alice), now=LATER)
        outbox.drain()
        assert len(mailoutbox) == 1


def test_what_she_wished_last_goes_over_when_two_records_become_one(site_a, alice):
    earlier, later = receive(), receive()
    for hours, referral, channel in ((0, earlier, "email"), (1, later, "text")):
        now = MONDAY + timedelta(hours=hours)
        actions.change_wishes(referral=referral, channel=channel, by=HERSELF, now=now)
    stays = actions.merge(referral=later, into=earlier, by=acting(alice), now=LATER)
    stays = Referral.objects.get(pk=stays.pk)
    assert queries.wishes_of(stays.parent).channel == "text"

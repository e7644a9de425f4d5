import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from pim import clock
from pim.enums import AttemptOutcome, MessageState
from pim.messages import outbox
from pim.models import Message
from tests.pim.messages.conftest import RiskNote, put

pytestmark = pytest.mark.django_db


def claimed(state=MessageState.CLAIMED, notice="test.note", attempts=1) -> Message:
    """A message whose worker died: its lease ran out a minute ago."""
    message = put(notice=notice)
    Message.objects.filter(pk=message.pk).update(
        state=state,
        claim=uuid.uuid4(),
        lease_until=Now() - timedelta(minutes=1),
        attempts=attempts,
    )
    return message


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def ids(smtp_server) -> list[str]:
    """The rows behind the mails that arrived, in order."""
    mails = (received.message for received in smtp_server.received)
    return [mail["Message-ID"].strip("<>").split("@")[0] for mail in mails]


class TestQueue:
    def test_the_same_key_twice_is_one_message(self, note):
        put("once")
        put("once")
        assert Message.objects.count() == 1

    def test_a_broker_that_is_down_does_not_disturb_the_sender(
        self, note, settings, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            put("kept")
        assert (len(callbacks), Message.objects.count()) == (1, 1)

    def test_many_messages_poke_the_broker_once(self, note, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as pokes:
            for key in ("first", "second"):
                put(key)
            put("a risk", notice=RiskNote.key)
        assert (len(pokes), Message.objects.count()) == (2, 3)


class TestDeliver:
    def test_a_message_goes_out_once_with_its_row_id(self, note, smtp_server):
        message = put()
        assert (outbox.drain(), outbox.drain()) == (1, 0)
        assert state_of(message) == MessageState.SENT
        assert ids(smtp_server) == [str(message.pk)]

    def test_one_not_wanted_any_more_is_cancelled_with_the_reason(self, note, smtp_server):
        note.verdict = "cancel"
        message = put()
        outbox.drain()
        assert (state_of(message), message.reason) == (MessageState.CANCELLED, "answered")
        assert smtp_server.received == []

    def test_one_in_quiet_hours_waits(self, note, smtp_server):
        note.verdict = "postpone"
        message = put()
        outbox.drain()
        assert (state_of(message), message.attempts) == (MessageState.QUEUED, 0)
        assert message.due_at > clock.now() + timedelta(minutes=59)

    def test_one_that_is_too_late_expires(self, note, smtp_server):
        message = put(expires_at=clock.now() - timedelta(seconds=1))
        outbox.drain()
        assert (state_of(message), message.reason) == (MessageState.EXPIRED, "too_late")

    @pytest.mark.parametrize(
        ("code", "state", "outcome"),
        [
            (451, MessageState.QUEUED, AttemptOutcome.DEFERRED),
            (550, MessageState.DEAD, AttemptOutcome.REFUSED),
        ],
    )
    def test_a_servers_refusal_is_kept(self, note, smtp_server, code, state, outcome):
        smtp_server.answer(code)
        message = put()
        outbox.drain()
        assert state_of(message) == state
        attempt = message.messageattempt_set.get()
        assert (attempt.outcome, attempt.code) == (outcome, code)

    def test_a_line_cut_after_the_data_is_unknown_never_guessed(self, note, smtp_server):
        smtp_server.cut()
        message = put()
        outbox.drain()
        assert state_of(message) == MessageState.UNKNOWN

    def test_a_risk_alert_is_sent_again_when_in_doubt(self, note, smtp_server):
        smtp_server.cut()
        message = put(notice=RiskNote.key)
        outbox.drain(outbox.RISK)
        assert state_of(message) == MessageState.QUEUED

    def test_a_server_that_is_away_costs_only_time(self, note, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        message = put()
        outbox.drain()
        assert state_of(message) == MessageState.QUEUED
        assert message.due_at > clock.now()

    def test_a_row_that_crashes_its_worker_counts_the_attempt_first(self, note, smtp_server):
        note.verdict = "crash"
        message = put()
        with pytest.raises(RuntimeError):
            outbox.drain()
        assert (state_of(message), message.attempts) == (MessageState.CLAIMED, 1)


class TestSweep:
    @pytest.mark.parametrize(
        ("message", "state"),
        [
            ({}, MessageState.QUEUED),
            ({"attempts": outbox.MOST_ATTEMPTS}, MessageState.DEAD),
            ({"state": MessageState.SENDING}, MessageState.UNKNOWN),
            ({"state": MessageState.SENDING, "notice": RiskNote.key}, MessageState.QUEUED),
        ],
        ids=["unsent", "hopeless", "half sent", "half sent risk alert"],
    )
    def test_what_a_dead_worker_left(self, note, message, state):
        row = claimed(**message)
        assert outbox.sweep() == 1
        assert state_of(row) == state

    def test_a_lost_lease_is_not_finished(self, note, smtp_server):
        put()
        batch = outbox.claim()
        Message.objects.update(claim=uuid.uuid4())
        outbox.deliver(batch.message_ids[0], batch.id)
        assert smtp_server.received == []


@pytest.mark.django_db(transaction=True)
def test_two_drains_at_once_send_each_message_once(note, smtp_server):
    sent = {str(put().pk) for _ in range(60)}

    def drain(_):
        try:
            return outbox.drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(drain, range(4)))

    assert sum(counts) == 60
    assert sorted(ids(smtp_server)) == sorted(sent)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"state": "sent"}, "message_sent_has_a_time"),
        ({"state": "claimed"}, "message_in_flight_has_a_lease"),
        ({"state": "dead"}, "message_not_sent_has_a_reason"),
        ({"state": "lost"}, "message_state_known"),
    ],
)
def test_the_database_refuses(note, columns, constraint):
    put()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.update(**columns)


def test_put_off_by_the_server_and_then_by_the_hour_it_still_ends_as_sent(note, smtp_server):
    smtp_server.answer(451, times=1)
    message = put()
    outbox.drain()
    for verdict in ("postpone", "send"):
        note.verdict = verdict
        Message.objects.update(due_at=clock.now())
        outbox.drain()
    assert state_of(message) == MessageState.SENT
    assert list(message.messageattempt_set.values_list("number", flat=True)) == [1, 2]


def test_a_server_that_is_away_however_long_makes_no_message_dead(note, settings):
    message = put()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for _ in range(outbox.MOST_ATTEMPTS + 1):
        Message.objects.update(due_at=clock.now())
        outbox.drain()
    Message.objects.update(due_at=clock.now())
    outbox.claim()
    Message.objects.update(lease_until=Now() - timedelta(minutes=1))  # its worker died
    outbox.sweep()
    assert state_of(message) == MessageState.QUEUED

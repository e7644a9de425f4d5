import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from pim import clock
from pim.enums import AttemptOutcome, MessageState
from pim.messages import channels, outbox
from pim.messages.answers import Answer
from pim.messages.notices import Postpone
from pim.models import Message
from tests.pim.messages.conftest import Note, RiskNote, put

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


@pytest.fixture
def breaking(note, monkeypatch):
    """Whatever has the key ``breaks`` cannot be rendered."""
    render = Note.render

    def breaks(self, subject, message, send):
        if message.dedupe_key == "breaks":
            raise RuntimeError
        return render(self, subject, message, send)

    monkeypatch.setattr(Note, "render", breaks)


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

    @pytest.mark.parametrize(
        ("lane", "notice", "state"),
        [
            (outbox.ORDINARY, "test.note", MessageState.DEAD),
            (outbox.RISK, RiskNote.key, MessageState.QUEUED),
        ],
        ids=["ordinary", "risk"],
    )
    def test_one_that_breaks_holds_up_no_other(self, breaking, smtp_server, lane, notice, state):
        """And it waits longer each time, so that others go before it."""
        bad = put("breaks", notice=notice, due_at=clock.now() - timedelta(minutes=5))
        good = [put(notice=notice) for _ in range(3)]
        for tries in range(1, outbox.MOST_ATTEMPTS + 1):
            outbox.drain(lane)
            bad.refresh_from_db()
            assert (bad.attempts, bad.claim) == (tries, None)
            assert bad.state == state or bad.due_at > clock.now() + timedelta(seconds=5)
            Message.objects.filter(pk=bad.pk).update(due_at=clock.now())
        assert state_of(bad) == state
        assert sorted(ids(smtp_server)) == sorted(str(one.pk) for one in good)

    def test_one_that_breaks_while_it_is_sent_is_unknown(self, note):
        def breaks(*_):
            raise RuntimeError

        message, risk = put(), put(notice=RiskNote.key)
        with channels.kept_here(breaks):
            outbox.drain()
            outbox.drain(outbox.RISK)
        assert (state_of(message), message.reason) == (MessageState.UNKNOWN, "worker_died")
        assert state_of(risk) == MessageState.QUEUED
        assert risk.due_at > clock.now()

    def test_the_longest_due_goes_first(self, note, smtp_server):
        times = [clock.now() - timedelta(minutes=number) for number in (3, 9, 1, 7, 5)]
        messages = [put(due_at=at) for at in times]
        outbox.drain()
        in_order = sorted(messages, key=lambda one: one.due_at)
        assert ids(smtp_server) == [str(one.pk) for one in in_order]


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


def test_a_row_that_took_its_worker_down_waits_before_the_next_does(note):
    row = claimed(notice=RiskNote.key)
    bystander = claimed(notice=RiskNote.key, attempts=0)
    outbox.sweep()
    assert (state_of(row), state_of(bystander)) == (MessageState.QUEUED, MessageState.QUEUED)
    assert row.due_at > clock.now() > bystander.due_at


@pytest.mark.django_db(transaction=True)
def test_of_two_about_one_person_the_second_sees_the_first(note, smtp_server, monkeypatch):
    """Two workers at once, and a notice that allows one a day: the asking is not overtaken."""
    put("one"), put("two")
    her = Message.objects.get(dedupe_key="one").about_id
    Message.objects.update(about_id=her)
    decide = note.decide

    def one_a_day(subject, now):
        gone = Message.objects.filter(about_id=her, state__in=["sending", "sent"]).exists()
        time.sleep(0.2)
        return Postpone(now + timedelta(days=1), "one_a_day") if gone else decide(subject, now)

    monkeypatch.setattr(note, "decide", one_a_day)
    batches = [outbox.claim(limit=1) for _ in range(2)]

    def deliver(batch):
        try:
            outbox.deliver(batch.message_ids[0], batch.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(deliver, batches))
    assert len(smtp_server.received) == 1
    assert sorted(Message.objects.values_list("state", "reason")) == [
        ("queued", "one_a_day"),
        ("sent", ""),
    ]


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


def answered(message: Message, *, times: int, outcome: AttemptOutcome, code: int) -> str:
    """Its state after so many tries that all ended alike."""
    with channels.kept_here(lambda rendered, message_id: Answer(outcome, code)):
        for _ in range(times):
            Message.objects.filter(state=MessageState.QUEUED).update(due_at=clock.now())
            outbox.drain()
    return state_of(message)


def test_a_server_in_trouble_takes_no_life_from_a_message(note):
    """Only what was said of the message itself counts, and after a long trouble from one."""
    message, most = put(), outbox.MOST_ATTEMPTS
    in_trouble = {"outcome": AttemptOutcome.NOT_NOW, "code": 535}
    put_off = {"outcome": AttemptOutcome.DEFERRED, "code": 451}
    assert answered(message, times=most + 1, **in_trouble) == MessageState.QUEUED
    assert answered(message, times=most - 1, **put_off) == MessageState.QUEUED
    assert answered(message, times=1, **put_off) == MessageState.DEAD


def test_what_is_about_one_thing_is_found_without_reading_every_message():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Message.objects.filter(object_id=uuid.uuid4()).explain()
    assert "message_by_object" in plan

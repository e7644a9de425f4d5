import socket
from datetime import timedelta

import pytest

from pim import clock
from pim.enums import AttemptOutcome, Channel, MessageState
from pim.messages import channels, looking_after, outbox, provider, settling, texting
from pim.messages.notices import Cancel, Send
from pim.models import Message, MessageAttempt
from tests.pim.messages.conftest import HER_NUMBER, put

pytestmark = pytest.mark.django_db


def stands(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def settled() -> int:
    return settling.settle_unknown_texts(now=clock.now() + settling.GIVE_IT_A_MINUTE)


class TestSending:
    def test_a_text_goes_out_once_and_keeps_the_providers_key(self, by_text):
        message = put()
        assert (outbox.drain(), outbox.drain()) == (1, 0)
        (text,) = by_text.taken(HER_NUMBER)
        assert stands(message) == (MessageState.SENT, "")
        assert message.provider_ref == text["sid"]
        assert text["body"] == f"About {message.object_id}\n"

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            (400, MessageState.DEAD),
            (401, MessageState.QUEUED),
            (429, MessageState.QUEUED),
            (500, MessageState.QUEUED),
            (503, MessageState.QUEUED),
            (504, MessageState.UNKNOWN),
        ],
    )
    def test_what_an_answer_means(self, by_text, status, state):
        by_text.answer(status)
        message = put()
        outbox.drain()
        assert stands(message)[0] == state
        assert by_text.taken(HER_NUMBER) == []

    def test_a_provider_that_is_down_is_tried_again(self, by_text):
        by_text.__exit__()
        message = put()
        outbox.drain()
        assert stands(message) == (MessageState.QUEUED, "")
        assert MessageAttempt.objects.get().outcome == AttemptOutcome.NOT_NOW

    def test_a_number_nobody_has_confirmed_gets_one_a_day(self, note, by_text, monkeypatch):
        stranger = Send(HER_NUMBER, Channel.SMS, unconfirmed=True)
        monkeypatch.setattr(note, "decide", lambda subject, now: stranger)
        for number in range(5):
            put(f"stranger-{number}")
        outbox.drain()
        assert len(by_text.taken(HER_NUMBER)) == 1
        cancelled = Message.objects.filter(state=MessageState.CANCELLED)
        assert set(cancelled.values_list("reason", flat=True)) == {"too_many_today"}

    def test_without_a_provider_nobody_can_be_texted(self, by_text, settings):
        assert channels.can_text()
        settings.SMS_URL = ""
        assert not channels.can_text()


class TestNobodyIsSure:
    """The line was cut after the request: the provider is asked, never guessed."""

    def test_one_it_has_was_sent(self, by_text):
        by_text.cut(keeps=True)
        message = put()
        outbox.drain()
        assert stands(message) == (MessageState.UNKNOWN, "line_cut")
        assert settled() == 1
        assert stands(message) == (MessageState.SENT, "")
        outbox.drain()
        assert len(by_text.taken(HER_NUMBER)) == 1

    @pytest.mark.parametrize("shifted", [0, 11, -11], ids="hours of the service: {}".format)
    def test_its_clock_may_be_slow_and_ours_be_shifted(self, by_text, settings, shifted):
        """Taken, by a provider whose clock is ten minutes behind: never sent a second time."""
        settings.CLOCK_OFFSET = timedelta(hours=shifted)
        by_text.cut(keeps=True)
        message = put()
        Message.objects.update(created_at=message.created_at + timedelta(minutes=10))
        outbox.drain()
        assert stands(message) == (MessageState.UNKNOWN, "line_cut")
        assert (settled(), stands(message)[0]) == (1, MessageState.SENT)

    def test_one_it_never_had_is_sent_again(self, by_text):
        by_text.cut(keeps=False)
        message = put()
        outbox.drain()
        assert (settled(), stands(message)[0]) == (1, MessageState.QUEUED)
        Message.objects.update(due_at=clock.now())
        outbox.drain()
        assert stands(message)[0] == MessageState.SENT
        assert len(by_text.taken(HER_NUMBER)) == 1

    def test_one_that_its_own_notice_counts_is_settled_as_it_was(self, note, by_text, monkeypatch):
        """A second reminder is no third, and an hour that is over now was not over then."""
        decide, tried_before = note.decide, clock.now() + timedelta(seconds=30)

        def counts(subject, now):
            if Message.objects.filter(state=MessageState.UNKNOWN).exists():
                return Cancel("two_reminders")
            return decide(subject, now) if now < tried_before else Cancel("too_late")

        monkeypatch.setattr(note, "decide", counts)
        by_text.cut(keeps=True)
        message = put()
        outbox.drain()
        assert stands(message) == (MessageState.UNKNOWN, "line_cut")
        assert (settled(), stands(message)) == (1, (MessageState.SENT, ""))

    @pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
    def test_a_provider_in_trouble_makes_no_message_dead(self, by_text, status):
        by_text.answer(status, times=outbox.MOST_ATTEMPTS + 1)
        message = put()
        for _ in range(outbox.MOST_ATTEMPTS + 1):
            Message.objects.update(due_at=clock.now())
            outbox.drain()
        assert stands(message)[0] == MessageState.QUEUED

    def test_it_is_given_a_minute_and_is_nobodys_for_three(self, by_text):
        by_text.cut(keeps=False)
        put()
        outbox.drain()
        rows = Message.objects.all()
        with clock.standing_at(clock.now() + settling.NOBODYS_YET):
            assert looking_after.perhaps_not_arrived(rows).count() == 1
        assert looking_after.perhaps_not_arrived(rows).count() == 0
        assert settling.settle_unknown_texts(now=clock.now()) == 0

    def test_over_a_bad_line_each_arrives_once(self, by_text):
        """Taken and cut, lost and cut, refused for now: nothing lost, nothing twice."""
        by_text.plan = [201, None, 503, None, 429] * 6
        for number in range(30):
            put(f"bad-{number}")
        for round_ in range(12):
            by_text.keeps = round_ % 2 == 0
            Message.objects.filter(state=MessageState.QUEUED).update(due_at=clock.now())
            outbox.drain()
            settled()
        bodies = [one["body"] for one in by_text.taken(HER_NUMBER)]
        assert (len(bodies), len(set(bodies))) == (30, 30)
        assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}

    def test_one_with_other_words_leaves_it_to_a_person(self, by_text):
        by_text.cut(keeps=False)
        message = put()
        outbox.drain()
        stray = {"To": HER_NUMBER, "From": "us", "Body": "The words of a minute ago"}
        by_text.phones.take(stray)
        assert settled() == 0
        assert stands(message) == (MessageState.UNKNOWN, "line_cut")

    def test_one_that_another_row_accounts_for_does_not_count(self, by_text):
        put()
        outbox.drain()
        by_text.cut(keeps=False)
        message = put()
        outbox.drain()
        assert (settled(), stands(message)[0]) == (1, MessageState.QUEUED)

    def test_a_provider_that_cannot_say_leaves_it(self, by_text, settings):
        by_text.cut(keeps=False)
        message = put()
        outbox.drain()
        settings.SMS_URL = settings.SMS_URL.replace("se%2Fcret", "wrong")
        assert settled() == 0
        assert stands(message)[0] == MessageState.UNKNOWN


class TestReceipts:
    def sent(self, by_text):
        message = put()
        outbox.drain()
        return message, by_text.taken(HER_NUMBER)[0]

    @pytest.mark.parametrize("order", [["delivered", "undelivered"], ["undelivered", "delivered"]])
    def test_delivered_is_the_last_word_in_any_order(self, by_text, order):
        message, text = self.sent(by_text)
        for status in [*order, *order]:
            assert by_text.report(text, status, ErrorCode="30005")
        assert stands(message) == (MessageState.DELIVERED, "")
        assert message.delivered_at is not None
        assert message.messagereceipt_set.count() == 2

    def test_one_that_came_back_is_shown_with_its_reason(self, by_text):
        message, text = self.sent(by_text)
        assert by_text.report(text, "sent")
        assert stands(message)[0] == MessageState.SENT
        by_text.report(text, "undelivered", ErrorCode="30005")
        by_text.report(text, "sent")
        assert stands(message) == (MessageState.DEAD, "not_delivered_30005")

    def test_a_report_before_we_have_noted_it_is_not_lost(self, by_text, monkeypatch):
        send = channels._adapters["sms"]

        def and_reported(rendered, message_id):
            answer = send(rendered, message_id)
            by_text.report(by_text.taken(HER_NUMBER)[0], "delivered")
            return answer

        monkeypatch.setitem(channels._adapters, "sms", and_reported)
        message, text = self.sent(by_text)
        assert stands(message)[0] == MessageState.DELIVERED
        assert message.provider_ref == text["sid"]
        assert MessageAttempt.objects.get(message=message).outcome == AttemptOutcome.SENT

    @pytest.mark.parametrize(("status", "state"), [("sent", "sent"), ("delivered", "delivered")])
    def test_a_report_settles_what_nobody_was_sure_of(self, by_text, status, state):
        by_text.cut(keeps=True)
        message, text = self.sent(by_text)
        assert stands(message)[0] == MessageState.UNKNOWN
        by_text.report(text, status)
        assert stands(message) == (state, "")

    def test_a_wrong_signature_meets_an_empty_404(self, by_text, client):
        message, text = self.sent(by_text)
        address = f"/messages/receipt/{message.pk}/"
        fields = {"MessageSid": text["sid"], "MessageStatus": "delivered"}
        foreign = by_text.phones.provider.signature(f"http://elsewhere.example{address}", fields)
        for signature in ("", "x", "é", foreign):
            answer = client.post(address, fields, headers={"X-Twilio-Signature": signature})
            assert answer.status_code == 404
        assert client.get(address).status_code == 405
        assert stands(message)[0] == MessageState.SENT

    def test_one_about_nothing_of_ours_is_harmless(self, by_text):
        _, text = self.sent(by_text)
        by_text.callbacks[text["sid"]] = by_text.callbacks[text["sid"]][:-37] + f"{HER_ID}/"
        assert by_text.report(text, "delivered")


HER_ID = "11111111-1111-4111-8111-111111111111"


class TestProvider:
    def test_its_signature_is_that_of_the_published_example(self):
        twilio = provider.at("https://AC1:12345@api.example/2010-04-01?from=+441632960000")
        fields = {
            "CallSid": "CA1234567890ABCDE",
            "Caller": "+14158675309",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
        }
        address = "https://mycompany.com/myapp.php?foo=1&bar=2"
        assert twilio.has_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", address, fields)
        assert not twilio.has_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", address, fields | {"To": ""})

    @pytest.mark.parametrize(
        "address",
        [
            "http://a:s@api.example/?from=+44",  # anybody could listen in
            "ftp://a:s@localhost/?from=+44",
            "https://api.example/?from=+44",
            "https://a:s@api.example/",
            "https://a:s@api.example:port/?from=+44",
        ],
    )
    def test_an_address_that_will_not_do_is_refused_without_quoting_it(self, address):
        with pytest.raises(provider.BadProvider) as refused:
            provider.at(address)
        assert "a:s" not in str(refused.value)

    def test_a_silent_provider_is_not_waited_for_long(self, by_text, settings, monkeypatch):
        monkeypatch.setattr(provider, "LONGEST", 0.4)
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings.SMS_URL = f"http://a:s@127.0.0.1:{port}/?from=+44"
        before = clock.wall()
        message = put()
        outbox.drain()
        assert stands(message)[0] == MessageState.UNKNOWN
        assert clock.wall() - before < timedelta(seconds=2)
        listener.close()


def test_what_is_older_than_the_message_is_another():
    since = clock.now()
    assert not texting._is_since({"date_created": "Mon, 01 Jan 2024 10:00:00 +0000"}, since)
    assert texting._is_since({"date_created": None}, since)

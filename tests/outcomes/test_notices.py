"""What we write about questionnaires, and when we do not."""

import re
from datetime import timedelta
from unittest.mock import ANY

import pytest

from outcomes import actions
from outcomes.enums import WaveKey
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.admin import not_arrived
from pim.enums import AttemptOutcome, Channel, MessageState, Role
from pim.messages import notices, outbox, settling
from pim.messages.notices import Cancel, Postpone, Send
from pim.messages.segments import segments
from pim.models import Message
from pim.stack.testing.text_provider import HER_NUMBER
from referrals.enums import ClosedReason, ContactChannel, Purpose, Status
from referrals.models import SafeContact
from referrals.queries import safe_contact
from tests.conftest import person
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    answer,
    answer_all,
    asked,
    decide,
    later,
)

pytestmark = pytest.mark.django_db

# Words that would tell somebody else what this is about.
TELLING = re.compile(
    r"mental|depress|anxi|mood|health|mum|mother|baby|babies|pregnan|birth|support|volunteer"
    r"|perinatal|nhs|questionnaire\b(?!/)|score|risk|suicid|harm|counsel|therap|parents in mind",
    re.IGNORECASE,
)


def verdict(key, subject, now=MONDAY):
    notice = notices.get(key)
    return notice.decide(notice.load(subject.pk), now)


def rendered(key, subject, now=MONDAY):
    notice = notices.get(key)
    with clock.standing_at(now):
        loaded = notice.load(subject.pk)
        message = Message.objects.filter(notice=key, object_id=subject.pk).first()
        return notice.render(loaded, message, notice.decide(loaded, now))


def invited(request, state=MessageState.SENT):
    """The invitation of yesterday."""
    told = {"state": state, "sent_at": later(days=-1), "reason": "too_late"}
    if state != MessageState.SENT:
        told["sent_at"] = None
    Message.objects.filter(notice=actions.INVITATION).update(**told)
    return request


def her_address(request) -> str:
    return safe_contact(request.referral, ContactChannel.EMAIL).address


class TestDecide:
    @pytest.mark.parametrize("key", [actions.INVITATION, actions.REMINDER])
    def test_it_goes_to_her_safe_address(self, site_a, key):
        request = asked(site_a)
        if key == actions.REMINDER:
            invited(request)
        assert verdict(key, request) == Send(her_address(request), unconfirmed=True)

    @pytest.mark.parametrize(
        ("now", "until"),
        [
            (later(hours=10), later(hours=23)),
            (later(hours=22, minutes=59), later(hours=23)),
            (later(hours=9, minutes=59), None),
        ],
        ids=["eight in the evening", "just before nine", "just before eight"],
    )
    def test_quiet_hours_postpone(self, site_a, now, until):
        expected = Postpone(until, "quiet_hours", ANY) if until else Send
        found = verdict(actions.REMINDER, invited(asked(site_a)), now)
        assert found == expected if until else isinstance(found, Send)

    def test_a_link_she_asked_for_comes_at_night(self, site_a):
        assert isinstance(verdict(actions.NEW_LINK, asked(site_a), later(hours=13)), Send)

    def test_not_once_she_has_answered(self, site_a):
        request = asked(site_a)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        assert verdict(actions.REMINDER, request) == Cancel("completed")

    def test_one_that_may_not_have_arrived_needs_nobody_once_she_has_answered(self, site_a, alice):
        request = asked(site_a)
        Message.objects.update(state=MessageState.UNKNOWN, reason="line_cut")
        assert not_arrived.rows(alice, MONDAY)
        answer_all(request)
        actions.complete(request=request, by=HERSELF, now=MONDAY)
        assert not_arrived.rows(alice, MONDAY) == []

    def test_not_after_the_window(self, site_a):
        request = asked(site_a)
        assert verdict(actions.REMINDER, request, request.closes_at) == Cancel("too_late")

    def test_not_once_she_wants_no_questions(self, site_a):
        request = asked(site_a)
        decide(request.referral, Purpose.EVALUATION, False, later(hours=1))
        assert verdict(actions.REMINDER, request) == Cancel("no_consent")

    def test_without_a_yes_to_messages_it_waits_for_one_to_her_last_day(self, site_a):
        """Nobody asks day by day whether she has said it."""
        request, last_morning = asked(site_a), later(days=14, hours=-1)
        decide(request.referral, Purpose.MESSAGES, False, later(hours=1))
        found = verdict(actions.INVITATION, request)
        assert found == Postpone(last_morning, "no_consent", request.closes_at)
        assert verdict(actions.INVITATION, request, last_morning) == Cancel("no_consent")
        decide(request.referral, Purpose.MESSAGES, True, later(hours=2))
        assert isinstance(verdict(actions.INVITATION, request, later(days=1)), Send)

    def test_her_yes_brings_forward_what_waits_for_it(self, site_a):
        request = asked(site_a)
        waits = Message.objects.filter(notice=actions.INVITATION)
        decide(request.referral, Purpose.MESSAGES, False, later(hours=1))
        with clock.standing_at(later(hours=2)):
            outbox.drain()
        assert actions.write_once_we_may(now=later(days=2)) == 0
        assert waits.get().due_at == later(days=14, hours=-1)

        decide(request.referral, Purpose.MESSAGES, True, later(days=2))
        assert [actions.write_once_we_may(now=later(days=2)) for _ in range(2)] == [1, 0]
        assert (waits.get().due_at, waits.get().reason) == (later(days=2), "")

    def test_without_a_safe_address_it_waits_for_one_to_her_last_day(self, site_a):
        request = asked(site_a)
        ways = request.referral.parent.safecontact_set
        ways.update(ended_at=MONDAY)
        found = verdict(actions.INVITATION, request)
        last_morning = later(days=14, hours=-1)
        assert found == Postpone(last_morning, "no_safe_way", request.closes_at)
        assert verdict(actions.INVITATION, request, later(days=14)) == Cancel("no_safe_way")
        ways.update(ended_at=None)
        assert isinstance(verdict(actions.INVITATION, request, later(days=1)), Send)

    @pytest.mark.parametrize(
        ("channel", "goes"), [(ContactChannel.EMAIL, 1), (ContactChannel.PHONE, 0)]
    )
    def test_a_safe_way_brings_forward_what_waits_for_one(self, site_a, channel, goes):
        request = asked(site_a)
        ways = request.referral.parent.safecontact_set
        ways.update(ended_at=MONDAY)
        with clock.standing_at(MONDAY):
            outbox.drain()
        assert actions.write_once_we_may(now=later(days=2)) == 0
        ways.update(ended_at=None, channel=channel)
        moved = [actions.write_once_we_may(now=later(days=2)) for _ in range(2)]
        assert moved == [goes, 0]

    @pytest.mark.parametrize("reason", [ClosedReason.DECLINED_BY_HER, ClosedReason.STEPPED_UP])
    def test_not_once_the_referral_was_closed_before_its_time(self, site_a, reason):
        request = asked(site_a, key=WaveKey.END)
        request.referral.status, request.referral.closed_at = Status.CLOSED, MONDAY
        request.referral.closed_reason = reason
        request.referral.save()
        assert verdict(actions.REMINDER, request) == Cancel("not_wanted")


class TestBeforeTheInvitation:
    def test_a_reminder_never_goes_first(self, site_a, alice):
        site_a.closures = [later(days=day).date() for day in range(4)]
        site_a.save()
        request = asked(site_a, alice)
        found = verdict(actions.REMINDER, request, later(days=4))
        assert (found.until, found.reason) == (later(days=5, hours=-1), "after_invitation")
        assert found.expires_at > found.until

    @pytest.mark.parametrize(
        ("state", "until"),
        [(MessageState.EXPIRED, later(days=1, hours=-1)), (MessageState.SENT, None)],
    )
    def test_where_none_ever_went_it_goes_as_early_as_one(self, site_a, alice, state, until):
        request = invited(asked(site_a, alice), state)
        found = verdict(actions.REMINDER, request, later(hours=5))
        assert found.until == until if until else isinstance(found, Send)


class TestNobodyOnTheRota:
    @pytest.mark.parametrize("key", [actions.INVITATION, actions.REMINDER])
    def test_what_may_worry_us_waits_until_somebody_is(self, site_a, alice, key):
        request = asked(site_a, alice)
        if key == actions.REMINDER:
            invited(request)
        rota = list(site_a.rota_set.all())
        site_a.rota_set.all().delete()
        found = verdict(key, request)
        assert (found.until, found.reason) == (later(hours=23), "no_rota")
        type(rota[0]).objects.bulk_create(rota)
        assert isinstance(verdict(key, request, later(days=1)), Send)

    def test_not_where_only_other_questions_are_left(self, site_a, alice):
        request = asked(site_a, alice)
        for item in range(1, 11):
            answer(request, "phq-9", item, option_code=NOT_AT_ALL if item < 10 else "LA6572-7")
        site_a.rota_set.all().delete()
        assert isinstance(verdict(actions.INVITATION, request), Send)


class TestOnceADay:
    @pytest.mark.parametrize("key", [actions.INVITATION, actions.REMINDER])
    def test_none_of_either_kind_after_another_of_the_day(self, site_a, key):
        """She was asked about something else this morning."""
        request = asked(site_a)
        Message.objects.update(state=MessageState.SENT, sent_at=MONDAY)
        assert verdict(key, request, later(hours=2)) == Postpone(later(hours=23), "one_a_day", ANY)

    @pytest.mark.parametrize(("ago", "counts"), [(1, True), (24, False)])
    def test_one_of_the_day_that_may_have_come_counts(self, site_a, ago, counts):
        request = asked(site_a)
        first = Message.objects.get(notice=actions.INVITATION)
        Message.objects.filter(pk=first.pk).update(state=MessageState.UNKNOWN, reason="line_cut")
        first.messageattempt_set.create(
            number=1, outcome=AttemptOutcome.UNKNOWN, at=later(hours=2 - ago)
        )
        found = verdict(actions.REMINDER, request, later(hours=2))
        assert (found == Postpone(later(hours=23), "one_a_day", ANY)) is counts

    @pytest.mark.parametrize(("days", "counts"), [(0, True), (-1, True), (-2, False)])
    def test_where_its_worker_died_nobody_knows_the_day(self, site_a, days, counts):
        request = asked(site_a)
        Message.objects.filter(notice=actions.INVITATION).update(
            state=MessageState.UNKNOWN, reason="worker_died", due_at=later(days=days)
        )
        found = verdict(actions.REMINDER, request, later(hours=2))
        assert (found == Postpone(later(hours=23), "one_a_day", ANY)) is counts

    def test_a_second_reminder_whose_line_was_cut_settles_itself(self, site_a, text_provider):
        """It is no third, and what she has had is counted without it."""
        asked(site_a, reminder_days=[3, 6], channels=[Channel.SMS])
        SafeContact.objects.update(channel=ContactChannel.TEXT, address=HER_NUMBER)
        Message.objects.update(state=MessageState.SENT, sent_at=MONDAY)
        second = Message.objects.filter(notice=actions.REMINDER).latest("due_at")
        text_provider.cut(keeps=True)
        Message.objects.filter(pk=second.pk).update(
            state=MessageState.QUEUED, sent_at=None, due_at=later(days=6)
        )
        with clock.standing_at(later(days=6)):
            outbox.drain()
        second.refresh_from_db()
        assert (second.state, second.reason) == (MessageState.UNKNOWN, "line_cut")
        night = later(days=6, hours=11)
        with clock.standing_at(night):
            assert settling.settle_unknown_texts(now=night) == 1
        second.refresh_from_db()
        assert second.state == MessageState.SENT


class TestWords:
    def test_invitation(self, site_a):
        request = asked(site_a)
        mail = rendered(actions.INVITATION, request)
        assert mail.subject == "bluebell: the questions we talked about"
        assert "Hello, it's Robin, bluebell." in mail.body
        assert "until Monday 15 June" in mail.body
        assert re.search(r"http://localhost:8000/questionnaire/[\w-]{22}/\n", mail.body)

    def test_without_a_word_she_recognises_us_by_name(self, site_a):
        request = asked(site_a)
        request.referral.parent.safecontact_set.update(word=None)
        subject = rendered(actions.INVITATION, request).subject
        assert subject == "Robin: the questions we talked about"

    def test_reminders_differ_for_not_started_and_half_done(self, site_a):
        request = invited(asked(site_a))
        not_started = rendered(actions.REMINDER, request).body
        answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
        half_done = rendered(actions.REMINDER, request).body
        assert "still here" in not_started
        assert "You have made a start" in half_done
        assert "There are 6 questions left" in half_done

    @pytest.mark.parametrize("answered", ["none", "one", "all"])
    @pytest.mark.parametrize("later", [False, True], ids=["by plan", "she asked for it"])
    def test_every_form_of_a_reminder_is_hers_neutral_and_short(self, site_a, answered, later):
        request = asked(site_a)
        SafeContact.objects.update(word="bluebell", us="Parent to Parent")
        if answered == "one":
            answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
        elif answered == "all":
            answer_all(request)
        message = Message.objects.get(notice=actions.REMINDER)
        message.dedupe_key = f"snooze:{request.pk}:1" if later else message.dedupe_key
        notice = notices.get(actions.REMINDER)
        loaded = notice.load(request.pk)
        mail = notice.render(loaded, message, Send("her@post.example"))
        text = notice.render(loaded, message, Send("+447700900123", Channel.SMS))
        for words in (mail.body, text.body):
            assert "bluebell" in words and "Parent to Parent" in words
            assert re.search("/questionnaire/[^/]{22}/", words)
            assert TELLING.search(re.sub("https?://[^ \n]+", "", words)) is None
            assert ("later" in words or "asked us to come back" in words) >= later
            assert " 0 " not in words
        assert segments(text.body) <= 2
        kept = {"none": "still here", "one": "6 question", "all": "last button"}
        assert kept[answered] in mail.body

    def test_a_retry_carries_the_same_link(self, site_a):
        request = asked(site_a)
        assert rendered(actions.INVITATION, request) == rendered(actions.INVITATION, request)

    def test_nothing_tells_others_what_it_is_about(self, site_a, alice):
        request = invited(asked(site_a, alice))
        actions.send_new_link(token="", now=MONDAY)
        event = answer(request, "phq-9", 9, option_code=WORRYING[1])
        mails = [
            rendered(key, request)
            for key in (actions.INVITATION, actions.REMINDER, actions.NEW_LINK)
        ]
        mails.append(rendered(actions.RISK_ALERT, event))
        for mail in mails:
            assert TELLING.findall(mail.subject + mail.body) == [], mail.subject
        called = request.referral.parent.called
        assert called not in mails[-1].subject + mails[-1].body


class TestRiskAlert:
    def event(self, site, user, score=2):
        return answer(asked(site, user), "phq-9", 9, option_code=WORRYING[score])

    def test_it_goes_to_whoever_is_on_duty_at_any_hour(self, site_a, alice):
        event = self.event(site_a, alice)
        assert verdict(actions.RISK_ALERT, event, later(hours=14)) == Send(alice.email)

    def test_it_says_by_when(self, site_a, alice):
        event = self.event(site_a, alice)
        assert "by 10:30 on Monday 1 June" in rendered(actions.RISK_ALERT, event).body
        late = rendered(actions.RISK_ALERT, event, later(hours=1)).body
        assert "needs you now" in late

    def test_not_once_somebody_is_looking(self, site_a, alice):
        event = self.event(site_a, alice)
        actions.acknowledge_risk(event=event, by=acting(alice), now=MONDAY)
        assert verdict(actions.RISK_ALERT, event) == Cancel("acknowledged")

    def test_an_owner_who_has_left_is_replaced_and_nobody_is_waited_for(
        self, site_a, alice, bob, caplog
    ):
        event = self.event(site_a, alice)
        alice.is_active = False
        alice.save()
        site_a.rota_set.create(user=bob, weekday=0, place=2)  # a volunteer is never told
        assert verdict(actions.RISK_ALERT, event) == Postpone(later(minutes=10), "nobody_to_tell")
        assert "nobody can be told" in caplog.text
        dana = person("dana@staff.example", Role.PROGRAMME_MANAGER, programme=site_a.programme)
        assert verdict(actions.RISK_ALERT, event) == Send(dana.email)
        bea = person("bea@staff.example", Role.COORDINATOR, site=site_a)
        assert verdict(actions.RISK_ALERT, event) == Send(bea.email)


@pytest.mark.parametrize("hours", [0, 13])
def test_from_the_outbox_to_her_mailbox(site_a, smtp_server, hours):
    request = asked(site_a)
    with clock.standing_at(later(hours=hours)):
        outbox.drain()
    invitation = Message.objects.get(notice=actions.INVITATION)
    if hours:
        assert (invitation.state, invitation.due_at) == (MessageState.QUEUED, later(hours=23))
        assert smtp_server.received == []
    else:
        assert invitation.state == MessageState.SENT
        assert [mail.recipients for mail in smtp_server.received] == [[her_address(request)]]
    assert invitation.expires_at - request.closes_at == timedelta(0)

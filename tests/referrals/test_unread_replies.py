"""What she wrote and nobody has seen to: who is read first, and who is told when it lies long."""

import datetime as dt

import pytest

from pim import clock
from pim.access.audit import acting
from pim.admin import replies as on_today
from pim.admin.today import Urgency
from pim.enums import Channel, ReplyKind, Role
from pim.messages import notices, replies, senders, unread
from pim.messages.notices import Cancel, Send
from pim.models import Message, Reply
from pim.quiet_hours import LONDON
from referrals import actions as referring
from referrals.enums import ConcernKind, ConcernUrgency
from tests import factories as make
from tests.conftest import person
from tests.outcomes.asking import MONDAY, WORRYING, answer, asked

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """In June 2026, whose 1st is a Monday."""
    return dt.datetime(2026, 6, day, hour, minute, tzinfo=LONDON)


def came(referral, when, **columns) -> Reply:
    usual = {"channel": Channel.SMS, "kind": ReplyKind.WORDS, "words": "Kanarienvogel"}
    return Reply.objects.create(
        about_id=referral and referral.pk,
        received_at=when,
        came_as=str(Reply.objects.count()),
        **usual | columns,
    )


@pytest.fixture
def hers(site_a):
    return make.ReferralFactory(site=site_a)


@pytest.fixture
def bea(site_a, alice):
    """Alice is on duty, Bea her deputy, from Monday to Friday."""
    bea = person("bea@staff.example", Role.COORDINATOR, site=site_a)
    for weekday in range(5):
        make.RotaFactory(site=site_a, user=alice, weekday=weekday)
        make.RotaFactory(site=site_a, user=bea, weekday=weekday, place=2)
    return bea


def told(now) -> list[str]:
    """To whom the alerts go."""
    verdicts = [
        notices.get(one.notice).decide(Reply.objects.get(pk=one.object_id), now)
        for one in Message.objects.filter(notice=unread.REPLY_UNREAD)
    ]
    return [verdict.to for verdict in verdicts if isinstance(verdict, Send)]


class TestPassingUp:
    @pytest.mark.parametrize(
        ("received", "due"),
        [
            pytest.param(at(1, 10), at(1, 12), id="in hours"),
            pytest.param(at(1, 20), at(2, 11), id="at night"),
            pytest.param(at(5, 16), at(8, 10), id="before the weekend"),
        ],
    )
    def test_the_next_of_the_rota_is_told_after_two_staffed_hours(self, hers, bea, received, due):
        came(hers, received)
        assert unread.pass_up(now=due - MINUTE) == 0
        assert [unread.pass_up(now=due) for _ in range(2)] == [1, 0]
        assert told(due) == [bea.email]

    def test_not_once_somebody_has_seen_to_it(self, hers, bea, alice):
        early, late = came(hers, at(1, 10)), came(hers, at(1, 10, 30))
        replies.seen_to(reply=early, by=acting(alice), now=at(1, 11))
        assert unread.pass_up(now=at(1, 12)) == 0
        assert unread.pass_up(now=at(1, 12, 30)) == 1
        replies.seen_to(reply=late, by=acting(alice), now=at(1, 12, 31))
        notice = notices.get(unread.REPLY_UNREAD)
        assert notice.decide(notice.load(late.pk), at(1, 12, 32)) == Cancel("seen_to")

    def test_of_several_from_one_person_one_alert(self, hers, bea, site_a):
        for minute in range(3):
            came(hers, at(1, 10, minute))
        came(make.ReferralFactory(site=site_a), at(1, 10))
        came(None, at(1, 10))  # a stranger's is for the managers
        assert unread.pass_up(now=at(1, 15)) == 2

    def test_a_lead_who_could_not_read_it_is_passed_over(self, hers, bea, site_a):
        lead = person("lena@staff.example", Role.SAFEGUARDING_LEAD, site=site_a)
        site_a.rota_set.filter(place=2).update(user=lead)
        assert unread.who_is_next(site_a, at(1, 12)) == bea

    def test_where_there_is_nobody_else_the_first_is_told_by_mail(self, site_a, alice):
        assert unread.who_is_next(site_a, at(1, 12)) == alice


class TestOnToday:
    def rows(self, user, now=MONDAY):
        return on_today.rows(user, now)

    def test_each_says_how_old_it_is_and_only_what_is_late_is_overdue(self, hers, bea, alice):
        came(hers, at(1, 10))
        (row,) = self.rows(alice, at(1, 11))
        assert "It came 1\xa0hour ago" in row.detail
        assert row.urgency == Urgency.NORMAL
        (row,) = self.rows(alice, at(2, 11))
        assert "It came 1\xa0day ago" in row.detail
        assert row.urgency == Urgency.OVERDUE
        assert "Kanarienvogel" not in str(row)

    def test_of_whom_an_answer_is_open_comes_first(self, site_a, alice):
        request = asked(site_a, alice)
        answer(request, "phq-9", 9, option_code=WORRYING[1])
        self.is_first(request.referral, alice)

    def test_of_whom_a_concern_is_open_comes_first(self, hers, bea, alice):
        referring.raise_concern(
            kind=ConcernKind.FOR_HER,
            urgency=ConcernUrgency.SAME_DAY,
            words="She sounded very low",
            referral=hers,
            by=acting(bea),
            now=MONDAY,
        )
        self.is_first(hers, alice)

    def is_first(self, referral, user):
        came(make.ReferralFactory(site=referral.site), MONDAY - dt.timedelta(days=4))
        newer = came(referral, MONDAY)
        first, second = self.rows(user)
        assert str(newer.pk) in first.url
        assert "Something else about her is open" in first.detail
        assert (first.urgency, second.urgency) == (Urgency.AT_ONCE, Urgency.OVERDUE)
        assert "Something else" not in second.detail


def test_an_alert_about_her_is_not_what_she_answers(hers):
    """It went to somebody here."""
    now = clock.now()
    for key, klass in (("referrals.receipt", "transactional"), (unread.REPLY_UNREAD, "risk")):
        Message.objects.create(
            notice=key, klass=klass, object_id=hers.pk, about_id=hers.pk, dedupe_key=key,
            due_at=now, state="sent", sent_at=now,
        )  # fmt: skip
        now += MINUTE
    assert senders.last_message_to(Channel.EMAIL, [hers.pk]).notice == "referrals.receipt"


def test_its_page_has_her_safe_ways_and_where_a_call_is_noted(hers, alice, signed_in):
    way = make.SafeContactFactory(parent=hers.parent)
    page = f"/admin/pim/reply/{came(hers, MONDAY).pk}/"
    shown = signed_in(alice).get(page).content.decode()
    assert way.address in shown
    assert f"/admin/referrals/referral/{hers.pk}/do/log-call/" in shown
    nobody_knows = f"/admin/pim/reply/{came(None, MONDAY).pk}/"
    assert "do/log-call" not in signed_in(alice).get(nobody_knows).content.decode()

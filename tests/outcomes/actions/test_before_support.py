"""How she is before support: asked once she is matched, and no more once support has begun."""

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outcomes import actions, queries
from outcomes.enums import Anchor, RequestStatus, StopReason, WaveKey
from outcomes.models import QuestionnaireRequest, Score
from pim.access.audit import HERSELF
from pim.messages import notices
from pim.messages.notices import Cancel, Send
from tests import factories as make
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, accepted, answer, answer_all, later, plan
from volunteers.models import GroupPlace, SupportGroup

pytestmark = pytest.mark.django_db
AGES_AGO = later(days=-60)


@pytest.fixture
def start(site_a):
    return plan(site_a.programme, key=WaveKey.START, anchor=Anchor.MATCHED, instruments=["gad-7"])


def matched(site, at=MONDAY, **columns):
    """Accepted long ago, and matched at this moment."""
    usual = {"accepted_at": AGES_AGO, "asked_at": AGES_AGO}
    referral = accepted(site, **usual | columns)
    return make.MatchFactory(referral=referral, active=True, started_at=at)


def met(match, on=MONDAY, attendance="happened"):
    match.session_set.create(
        held_on=on.date(),
        kind="phone",
        minutes=30,
        attendance=attendance,
        logged_at=on,
        logged_by=make.UserFactory(),
    )


def place(site, referral, on=MONDAY) -> GroupPlace:
    group = SupportGroup.objects.create(site=site, name="G", capacity=9, starts_on=on.date())
    return GroupPlace.objects.create(group=group, referral=referral, joined_on=on.date())


def came(taken: GroupPlace, on) -> None:
    meeting = taken.group.groupsession_set.create(held_on=on.date(), minutes=60)
    taken.groupattendance_set.create(session=meeting)


def opened(now=MONDAY) -> int:
    return actions.open_due_requests(now=now)


def closed(now) -> int:
    return actions.close_expired_requests(now=now)


def verdict(request, now, key=actions.INVITATION):
    notice = notices.get(key)
    return notice.decide(notice.load(request.pk), now)


class TestTheDaySheWasMatched:
    @pytest.mark.parametrize(("days", "opens"), [(-1, 0), (0, 1), (14, 1), (15, 0)])
    def test_a_wave_is_counted_from_it(self, site_a, start, days, opens):
        matched(site_a)
        assert opened(later(days=days)) == opens

    def test_a_proposal_or_cover_is_none(self, site_a, start):
        referral = accepted(site_a, accepted_at=AGES_AGO)
        make.MatchFactory(referral=referral)
        make.MatchFactory(referral=referral, active=True, started_at=MONDAY, kind="cover")
        assert opened() == 0

    def test_it_is_the_first_one_where_there_were_several(self, site_a, start):
        match = matched(site_a, at=AGES_AGO)
        match.status, match.ended_at, match.end_reason = "ended", later(days=-20), "other"
        match.save()
        make.MatchFactory(referral=match.referral, active=True, started_at=MONDAY)
        assert opened() == 0

    def test_a_place_in_a_group_is_as_good(self, site_a, start):
        place(site_a, accepted(site_a, accepted_at=AGES_AGO), on=later(days=-3))
        assert opened() == 1
        request = queries.requests().get()
        assert queries.last_day(request) == later(days=11).date()

    def test_the_last_day_follows_it(self, site_a, start):
        """Two forms about one woman were joined: she had been matched before."""
        match = matched(site_a)
        opened()
        type(match).objects.filter(pk=match.pk).update(started_at=later(days=-4))
        assert actions.follow_dates(now=later(hours=1)) == 1
        assert queries.last_day(queries.requests().get()) == later(days=10).date()

    def test_many_cost_as_many_queries_as_one(self, site_a, start, django_assert_num_queries):
        matched(site_a)
        with CaptureQueriesContext(connection) as one:
            assert opened() == 1
        for _ in range(5):
            matched(site_a)
        with django_assert_num_queries(len(one)):
            assert opened() == 5


class TestOnceSupportHasBegun:
    @pytest.mark.parametrize("days", [-2, 0])
    def test_nobody_is_asked_how_she_was_before(self, site_a, start, days):
        met(matched(site_a, at=later(days=-3)), later(days=days))
        assert opened() == 0

    def test_a_meeting_of_her_group_begins_it_too(self, site_a, start):
        came(place(site_a, accepted(site_a, accepted_at=AGES_AGO), on=later(days=-3)), MONDAY)
        assert opened() == 0

    def test_one_that_fell_through_begins_nothing(self, site_a, start):
        met(matched(site_a), attendance="she_cancelled")
        assert opened() == 1

    def test_it_closes_at_the_end_of_that_day_and_says_why(self, site_a, start):
        match = matched(site_a)
        opened()
        met(match, later(days=2))
        assert closed(later(days=2, hours=13)) == 0
        assert closed(later(days=2, hours=15)) == 1
        request = queries.requests().get()
        ended = (request.status, request.stopped_why)
        assert ended == (RequestStatus.STOPPED, StopReason.SUPPORT_BEGAN)
        assert closed(later(days=3)) == 0

    def test_it_closes_at_once_where_the_session_is_logged_later(self, site_a, start):
        match = matched(site_a)
        opened()
        met(match, later(days=1))
        assert queries.open_request(queries.requests().get().pk, later(days=5)) is None
        assert closed(later(days=5)) == 1

    def test_on_that_day_she_may_answer_and_is_sent_nothing(self, site_a, start):
        match = matched(site_a)
        opened()
        request = queries.requests().get()
        assert isinstance(verdict(request, MONDAY), Send)
        met(match, later(hours=1))
        assert queries.open_request(request.pk, later(hours=2)) == request
        assert verdict(request, later(hours=2)) == Cancel("support_began")
        assert isinstance(verdict(request, later(hours=2), actions.NEW_LINK), Send)
        assert verdict(request, later(days=1)) == Cancel("not_wanted")

    def test_what_she_had_answered_to_its_end_counts(self, site_a, start):
        match = matched(site_a)
        opened()
        for item in range(1, 8):
            answer(queries.requests().get(), "gad-7", item, option_code=NOT_AT_ALL)
        met(match)
        assert closed(later(days=1)) == 1
        assert queries.requests().get().status == RequestStatus.COMPLETED
        assert Score.objects.count() == 1

    def test_a_wave_counted_from_the_first_session_is_asked_as_planned(self, site_a):
        plan(site_a.programme, WaveKey.START, ["gad-7"], anchor=Anchor.FIRST_SESSION, opens_days=1)
        met(matched(site_a))
        assert (opened(later(days=1)), closed(later(days=3))) == (1, 0)


class TestTheSameAskedAtFirst:
    """Asked -> start, each with the GAD-7, which asks about fourteen days."""

    @pytest.fixture
    def asked_first(self, site_a, start) -> QuestionnaireRequest:
        plan(site_a.programme, instruments=["gad-7"])
        matched(site_a, at=later(days=2), accepted_at=MONDAY, asked_at=MONDAY)
        assert opened() == 1
        return queries.requests().get(wave__key=WaveKey.ASKED)

    def answered(self, request, now) -> None:
        answer_all(request, now=now)
        actions.complete(request=request, by=HERSELF, now=now)

    def test_her_answer_of_a_few_days_ago_stands(self, asked_first):
        self.answered(asked_first, later(days=4))
        assert [opened(later(days=day)) for day in (4, 10, 16)] == [0, 0, 0]

    def test_it_waits_while_there_is_time(self, asked_first):
        self.answered(asked_first, MONDAY)
        assert [opened(later(days=day)) for day in (2, 13, 14)] == [0, 0, 1]

    def test_it_does_not_wait_beyond_her_first_session(self, asked_first, site_a):
        self.answered(asked_first, MONDAY)
        met(asked_first.referral.match_set.get(), later(days=9))
        assert opened(later(days=14)) == 0

    def test_while_she_is_asked_it_she_is_not_asked_it_again(self, asked_first):
        assert [opened(later(days=day)) for day in (2, 14)] == [0, 0]
        closed(later(days=15))
        assert opened(later(days=15)) == 1

    def test_nor_soon_after_she_would_rather_not(self, asked_first):
        actions.refuse(request=asked_first, by=HERSELF, now=later(days=1))
        assert [opened(later(days=day)) for day in (2, 13, 14)] == [0, 0, 1]

    def test_of_two_that_are_due_at_once_the_earlier_is_asked(self, site_a, start):
        plan(site_a.programme, instruments=["gad-7"])
        matched(site_a, accepted_at=MONDAY, asked_at=MONDAY)
        assert opened() == 1
        assert queries.requests().get().wave.key == WaveKey.ASKED

    def test_what_is_left_out_says_why(self, asked_first, site_a):
        plan(site_a.programme, WaveKey.MID, ["gad-7", "experience"], closes_days=5)
        assert opened(later(days=1)) == 1
        request = queries.requests().get(wave__key=WaveKey.MID)
        assert queries.left_out(request) == ["gad-7: We asked her the same not long ago"]


def test_the_longest_gap_between_two_forms_with_the_same_questions(site_a, start):
    """A month of sweeps, whatever she does: never twice within the fourteen days."""
    plan(site_a.programme, instruments=["gad-7"])
    for day in range(0, 20, 4):
        matched(site_a, at=later(days=day), accepted_at=MONDAY, asked_at=MONDAY)
    for day in range(35):
        now = later(days=day)
        closed(now)
        opened(now)
    asked = QuestionnaireRequest.objects.order_by("referral", "opened_at")
    pairs = itertools.pairwise(asked)
    gaps = [b.opened_at - a.opened_at for a, b in pairs if a.referral_id == b.referral_id]
    assert gaps and min(gaps) >= dt.timedelta(days=14)

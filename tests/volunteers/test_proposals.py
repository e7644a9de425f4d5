"""A proposal ends in one of four ways, and its volunteer cannot tell which."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from pim.models import Message
from pim.quiet_hours import LONDON
from referrals.enums import Means
from referrals.queries import uk_date
from tests import factories as make
from volunteers import actions, queries
from volunteers.actions import NEWS, NUDGE
from volunteers.actions.meeting import open_meeting, solve
from volunteers.enums import CheckKind, MatchStatus, WhyNot
from volunteers.matching import allocate
from volunteers.models import Match, MatchEvent, SupportRules
from volunteers.queries.by_column import by_column
from volunteers.queries.queues import queues_of
from volunteers.today.matching import proposals
from volunteers.wording import NOT_GOING_AHEAD

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 14, 3, tzinfo=LONDON)
NINE = datetime(2026, 3, 5, 9, 0, tzinfo=LONDON)
SAID_NO = "Thanks for telling us"


@pytest.fixture(autouse=True)
def at(monkeypatch):
    """``at(moment)`` sets the clock."""

    def move(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    move(NOW)
    return move


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def proposal(bob, site_a, by):
    """Bob is asked about a second mum."""
    bob.volunteer.capacity = 3
    bob.volunteer.save()
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=bob.volunteer, kind=kind)
    rosa = make.ReferralFactory(site=site_a, accepted=True)
    return actions.propose(referral=rosa, volunteer=bob.volunteer, by=by, now=NOW)


@pytest.fixture
def said_yes(proposal, by):
    return actions.volunteer_agrees(match=proposal, by=by, now=NOW)


def her_no(match, by):
    actions.parent_declines(match=match, by=by, now=NOW)


def nobody_answered(match, by):
    long_ago = NOW - timedelta(days=30)
    Match.objects.filter(pk=match.pk).update(volunteer_agreed_at=long_ago)
    assert actions.let_proposals_lapse(now=NOW) == 1


def plans_changed(match, by):
    actions.withdraw_proposal(match=match, by=by, now=NOW)


ENDS = [her_no, nobody_answered, plans_changed]


class TestWhatTheVolunteerSees:
    @pytest.mark.parametrize("end", ENDS)
    def test_she_hears_the_same_at_the_same_hour_whatever_it_was(
        self, end, said_yes, by, bob, signed_in, at
    ):
        page = signed_in(bob)
        home, own = reverse("staff-home"), reverse("own-proposal", args=[said_yes.pk])
        before = [page.get(address).content for address in (home, own)]
        Message.objects.all().delete()
        end(said_yes, by)
        at(NINE - timedelta(seconds=1))
        assert [_steady(page.get(address)) for address in (home, own)] == list(map(_plain, before))
        (news,) = Message.objects.filter(notice=NEWS)
        assert news.due_at == NINE
        at(NINE)
        assert NOT_GOING_AHEAD in page.get(home).content.decode()
        assert page.get(own).status_code == 404
        match = Match.objects.get(pk=said_yes.pk)
        assert match.status == MatchStatus.NOT_GOING_AHEAD

    @pytest.mark.parametrize("end", ENDS)
    def test_a_no_of_hers_meanwhile_is_taken_as_ever_and_counts(
        self, end, said_yes, by, bob, signed_in, at
    ):
        end(said_yes, by)
        page = signed_in(bob)
        answered = page.post(
            reverse("own-proposal-no", args=[said_yes.pk]), {"safety_reason": "A."}, follow=True
        )
        assert SAID_NO in answered.content.decode()
        said_yes.refresh_from_db()
        assert said_yes.safety_note == "A."
        assert str(bob.volunteer.pk) in queries.never_again(said_yes.referral)
        at(NINE)
        assert NOT_GOING_AHEAD not in page.get(reverse("staff-home")).content.decode()

    def test_who_had_not_answered_is_not_thanked_for_a_yes(self, proposal, by, bob, signed_in):
        plans_changed(proposal, by)
        shown = signed_in(bob).get(reverse("staff-home")).content.decode()
        assert "This one isn’t going ahead." in shown and "saying yes" not in shown

    @pytest.mark.parametrize("end", [nobody_answered, plans_changed])
    def test_she_is_not_asked_again_before_she_was_told(self, end, said_yes, by, bob):
        end(said_yes, by)
        pair = {"referral": said_yes.referral, "volunteer": bob.volunteer, "by": by}
        for moment, day in ((NOW, "tomorrow"), (NINE - timedelta(hours=1), "today")):
            with pytest.raises(DomainError, match=f"She hears at nine {day} that plans changed"):
                actions.propose(**pair, now=moment)
        assert actions.propose(**pair, now=NINE).status == MatchStatus.PROPOSED

    def test_nor_is_she_offered_or_drafted_before(self, said_yes, by, alice, signed_in, at):
        plans_changed(said_yes, by)
        her, bob = said_yes.referral, str(said_yes.volunteer_id)
        hears = "Hears at nine in the morning that plans changed"
        desk, page = signed_in(alice), reverse("admin:volunteers_match_for", args=[her.pk])
        meeting = open_meeting(site=her.site, by=by, now=NOW)
        for moment, offered in ((NOW, False), (NINE - timedelta(hours=1), False), (NINE, True)):
            at(moment)
            assert (hears in desk.get(page).content.decode()) is not offered
            found, left_out, _ = queries.suggestions(her, alice, now=moment)
            assert (bob in [one.offer.volunteer for one in found]) is offered
            assert ([hears] in [list(one.why) for one in left_out]) is not offered
            solve(meeting=meeting, by=by, now=moment)
            assert meeting.draftpair_set.in_the_draft().exists() is offered
            (fits,) = [one.fitting for one in queues_of(her.site, alice, now=moment).waiting]
            assert fits == int(offered)
            best = [one.offer.volunteer for one in queries.best_ten(her, alice, uk_date(moment))]
            assert (bob in best) is offered
            (mum, volunteer) = by_column(her.programme, on=uk_date(moment), now=moment)
            assert bool(allocate(mum, volunteer).pairs) is offered

    def test_of_a_mum_she_is_with_she_hears_no_old_news(self, said_yes, by, bob, signed_in, at):
        plans_changed(said_yes, by)
        at(NINE)
        page, home = signed_in(bob), reverse("staff-home")
        assert NOT_GOING_AHEAD in page.get(home).content.decode()
        pair = {"referral": said_yes.referral, "volunteer": bob.volunteer}
        again = actions.propose(**pair, by=by, now=NINE)
        actions.volunteer_agrees(match=again, by=by, now=NINE)
        actions.parent_agrees(match=again, means=Means.BY_PHONE, by=by, now=NINE)
        assert NOT_GOING_AHEAD not in page.get(home).content.decode()
        assert not Message.objects.waiting().filter(notice=NEWS, object_id=said_yes.pk).exists()


class TestInTime:
    def test_it_lapses_the_day_after_the_last_for_the_volunteer_and_then_for_her(
        self, proposal, programme, by
    ):
        SupportRules.objects.create(programme=programme, volunteer_answer_days=2, her_answer_days=4)
        last = NOW.replace(hour=23, minute=59) + timedelta(days=2)
        assert actions.let_proposals_lapse(now=last) == 0
        actions.volunteer_agrees(match=proposal, by=by, now=last)
        last += timedelta(days=4)
        assert actions.let_proposals_lapse(now=last) == 0
        assert actions.let_proposals_lapse(now=last + timedelta(minutes=1)) == 1
        assert actions.let_proposals_lapse(now=last + timedelta(minutes=1)) == 0
        assert MatchEvent.objects.filter(match=proposal).latest("pk").reason == WhyNot.NO_ANSWER

    def test_she_waits_again_and_the_two_may_be_asked_again(self, proposal, by, bob):
        later = NOW + timedelta(days=6)
        actions.let_proposals_lapse(now=later)
        referral = proposal.referral
        referral.refresh_from_db()
        assert referral.status == "waiting"
        assert queries.never_again(referral) == frozenset()
        again = actions.propose(referral=referral, volunteer=bob.volunteer, by=by, now=later)
        assert again.status == MatchStatus.PROPOSED

    def test_one_word_half_way_unless_she_has_answered(self, proposal, by, mailoutbox, at, bob):
        nudge = Message.objects.get(notice=NUDGE)
        assert nudge.due_at.astimezone(LONDON) == datetime(2026, 3, 7, 9, tzinfo=LONDON)
        actions.volunteer_agrees(match=proposal, by=by, now=NOW)
        from volunteers.notices.news import Nudge

        assert Nudge().decide(Nudge().load(proposal.pk), NOW).reason == "answered"

    def test_today_says_how_many_days_are_left(self, proposal, alice, by):
        (row,) = proposals(alice, NOW)
        assert row.detail == "Bob has not answered yet, 5 days left"
        actions.volunteer_agrees(match=proposal, by=by, now=NOW)
        (row,) = proposals(alice, NOW + timedelta(days=10))
        assert row.detail == "Bob said yes: ask her now, the last day is today"


class TestNoPairThatMustNotBe:
    def test_a_mum_is_not_asked_about_a_volunteer_who_said_no(self, proposal, by):
        actions.volunteer_declines(match=proposal, safety_reason="B.", by=by, now=NOW)
        with pytest.raises(DomainError):
            actions.parent_agrees(match=proposal, means=Means.BY_PHONE, by=by, now=NOW)

    def test_what_came_to_be_known_since_then_counts(self, said_yes, by, bob):
        bob.volunteer.email_index = said_yes.referral.parent.pk.hex
        bob.volunteer.save()
        make.SafeContactFactory(
            parent=said_yes.referral.parent, address_index=said_yes.referral.parent.pk.hex
        )
        with pytest.raises(DomainError, match="same household"):
            actions.parent_agrees(match=said_yes, means=Means.BY_PHONE, by=by, now=NOW)

    def test_what_she_may_not_like_is_on_no_page_of_a_volunteer(self, proposal, bob, signed_in):
        referral = proposal.referral
        referral.background_wanted, referral.background_unwanted = ["muslim"], ["forces"]
        referral.save()
        page = signed_in(bob).get(reverse("own-proposal", args=[proposal.pk])).content.decode()
        assert "Muslim" not in page and "forces" not in page


def _steady(response) -> str:
    return _plain(response.content)


def _plain(content: bytes) -> str:
    """Without the token, which differs each time."""
    return "".join(
        line for line in content.decode().splitlines() if "csrfmiddlewaretoken" not in line
    )

"""A mum whose volunteer cannot be there: a plan, somebody in between, a handing over."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.errors import DomainError
from pim.models import AuditEvent
from referrals.enums import ClosedReason, Means, Status
from referrals.models import ReferralEvent
from tests import factories as make
from tests.volunteers.test_actions import checked
from volunteers import actions, queries
from volunteers.enums import (
    CoverOutcome,
    EndReason,
    MatchKind,
    MatchStatus,
    VolunteerStatus,
    WhyCover,
)
from volunteers.models import CoverNeed, Match, Pause, Volunteer
from volunteers.panels.cover import of_cover
from volunteers.today.standing import needs_cover

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def main(bob):
    """Bob supports Rosa."""
    match = bob.volunteer.match_set.get()
    checked(match.volunteer)
    match.referral.status = Status.IN_SUPPORT
    match.referral.planned_end_on = clock.today() + dt.timedelta(weeks=6)
    match.referral.save()
    match.referral.parent.called = "Rosa"
    match.referral.parent.save()
    return match


@pytest.fixture
def need(main):
    return raised(main)


@pytest.fixture
def amy(site_a):
    return checked(make.VolunteerFactory(site=site_a, first_name="Amy"))


def raised(match, why=WhyCover.BREAK, **more):
    what = {"since_on": clock.today(), "by": SYSTEM, "now": clock.now()} | more
    return actions.raise_cover(match=match, why=why, **what)


def asked(need, volunteer, kind, by) -> Match:
    referral = need.match.referral
    return actions.propose(
        referral=referral, volunteer=volunteer, kind=kind, cover_need=need, by=by, now=clock.now()
    )


def agreed(match, by) -> Match:
    actions.volunteer_agrees(match=match, by=by, now=clock.now())
    return actions.parent_agrees(match=match, means=Means.BY_PHONE, by=by, now=clock.now())


def stands(referral) -> tuple:
    referral.refresh_from_db()
    return referral.status, referral.planned_end_on


# --- Raising --------------------------------------------------------------------------------
def test_a_need_is_raised_once_for_whatever_reason(main):
    first = raised(main)
    assert raised(main) == first
    assert raised(main, WhyCover.LEAVING) == first  # one open plan serves for both
    assert AuditEvent.objects.filter(action="match.cover_needed").count() == 1


def test_who_is_supported_no_more_needs_no_plan(main, by):
    now = clock.now()
    actions.end_match(match=main, reason=EndReason.ENDED_EARLY, by=by, now=now)
    assert raised(main) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_raise_it_at_once_raise_one(main):
    def raise_it(_):
        try:
            return raised(main).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(raise_it, range(4)))) == 1


def test_a_long_break_and_a_leaving_need_plans_and_a_return_settles_them(main, by):
    now = clock.now()
    away = Volunteer.objects.filter(pk=main.volunteer_id)
    away.update(status=VolunteerStatus.ON_BREAK, status_since=now)
    assert actions.raise_cover_needs(now=now + dt.timedelta(days=14)) == 0
    assert actions.raise_cover_needs(now=now + dt.timedelta(days=15)) == 1
    assert actions.settle_cover_needs(now=now + dt.timedelta(days=16)) == 0
    away.update(status=VolunteerStatus.AVAILABLE)
    assert actions.settle_cover_needs(now=now + dt.timedelta(days=17)) == 1
    away.update(leaves_on=clock.today() + dt.timedelta(days=60))
    assert actions.raise_cover_needs(now=now + dt.timedelta(days=18)) == 1
    assert actions.raise_cover_needs(now=now + dt.timedelta(days=19)) == 0
    settled = CoverNeed.objects.order_by("raised_at").values_list("why", "outcome")
    assert list(settled) == [("break", "back"), ("leaving", "")]


def test_a_long_break_that_is_known_beforehand_is_planned_at_once(main):
    back_on = clock.today() + dt.timedelta(days=30)
    Volunteer.objects.update(
        status=VolunteerStatus.ON_BREAK, status_since=clock.now(), back_on=back_on
    )
    assert actions.raise_cover_needs(now=clock.now()) == 1


# --- Somebody in between --------------------------------------------------------------------
def test_somebody_stands_in_and_her_referral_stays_where_it_stands(need, amy, by):
    referral = need.match.referral
    before = stands(referral)
    cover = asked(need, amy, MatchKind.COVER, by)
    need.refresh_from_db()
    assert (need.covered_by, need.settled_at) == (cover, None)
    agreed(cover, by)
    need.refresh_from_db()
    assert (need.outcome, need.covered_by) == (CoverOutcome.COVERED, cover)
    assert stands(referral) == before
    assert Match.objects.active().filter(referral=referral).count() == 2
    actions.end_match(match=cover, reason=EndReason.COMPLETED, by=by, now=clock.now())
    assert stands(referral) == before
    assert not ReferralEvent.objects.exists()


def test_a_no_leaves_the_need_open_for_another(need, amy, site_a, by):
    cover = asked(need, amy, MatchKind.COVER, by)
    with pytest.raises(DomainError, match="asked about her already"):
        asked(need, checked(make.VolunteerFactory(site=site_a)), MatchKind.COVER, by)
    actions.volunteer_declines(match=cover, by=by, now=clock.now())
    need.refresh_from_db()
    assert (need.covered_by, need.settled_at) == (None, None)


def test_when_cover_ends_too_early_she_needs_a_plan_again(need, amy, by):
    cover = agreed(asked(need, amy, MatchKind.COVER, by), by)
    Volunteer.objects.filter(pk=need.match.volunteer_id).update(status=VolunteerStatus.ON_BREAK)
    CoverNeed.objects.update(since_on=clock.today() - dt.timedelta(days=9))
    actions.end_match(match=cover, reason=EndReason.COMPLETED, by=by, now=clock.now())
    again = CoverNeed.objects.open().get()
    assert (again.match, again.why) == (need.match, WhyCover.BREAK)


@pytest.mark.parametrize("kind", [MatchKind.COVER, MatchKind.HANDOVER])
def test_nobody_stands_in_for_nobody(amy, site_a, by, kind):
    waiting = make.ReferralFactory(site=site_a, accepted=True)
    with pytest.raises(DomainError, match="no volunteer just now"):
        actions.propose(referral=waiting, volunteer=amy, kind=kind, by=by, now=clock.now())


def test_her_own_volunteer_is_not_asked_to_stand_in_for_herself(need, by):
    Volunteer.objects.update(capacity=3)
    with pytest.raises(DomainError, match="there for her already"):
        asked(need, need.match.volunteer, MatchKind.COVER, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.MatchFactory(
            referral=need.match.referral, volunteer=need.match.volunteer, kind=MatchKind.COVER
        )


def test_a_proposal_to_stand_in_is_stale_only_when_the_support_has_ended(need, amy, by):
    cover = asked(need, amy, MatchKind.COVER, by)
    assert actions.withdraw_stale_proposals(now=clock.now()) == 0
    actions.end_match(match=need.match, reason=EndReason.VOLUNTEER_LEFT, by=by, now=clock.now())
    assert actions.withdraw_stale_proposals(now=clock.now()) == 1
    cover.refresh_from_db()
    assert cover.status == MatchStatus.NOT_GOING_AHEAD


def test_with_her_support_everything_beside_it_ends(need, amy, by):
    cover = agreed(asked(need, amy, MatchKind.COVER, by), by)
    actions.end_match(match=need.match, reason=EndReason.ENDED_EARLY, by=by, now=clock.now())
    cover.refresh_from_db()
    assert (cover.status, cover.end_reason) == (MatchStatus.ENDED, EndReason.ENDED_EARLY)
    referral = need.match.referral
    referral.refresh_from_db()
    assert (referral.status, referral.closed_reason) == (Status.CLOSED, ClosedReason.ENDED_EARLY)


def test_who_waits_again_is_found_somebody_though_another_stands_in(need, amy, alice, by):
    agreed(asked(need, amy, MatchKind.COVER, by), by)
    actions.end_match(match=need.match, reason=EndReason.VOLUNTEER_LEFT, by=by, now=clock.now())
    assert list(queries.waiting_without_proposal(alice)) == [need.match.referral]
    assert not CoverNeed.objects.open().exists()


def test_who_is_stood_in_for_is_not_asked_for_a_log(need, amy, by):
    later = clock.now() + dt.timedelta(days=20)
    assert list(queries.silent_matches(later)) == [need.match]
    cover = agreed(asked(need, amy, MatchKind.COVER, by), by)
    assert list(queries.silent_matches(later)) == [cover]


# --- Handing over ---------------------------------------------------------------------------
def test_a_handing_over_changes_the_main_volunteer_in_one_step(need, amy, by):
    before = stands(need.match.referral)
    day = clock.today()
    pause = {"from_on": day, "look_again_on": day + dt.timedelta(days=9), "recorded_by": by.user}
    Pause.objects.create(match=need.match, why="volunteer", **pause)
    new = agreed(asked(need, amy, MatchKind.HANDOVER, by), by)
    old, new = Match.objects.get(pk=need.match_id), Match.objects.get(pk=new.pk)
    assert (old.status, old.end_reason) == (MatchStatus.ENDED, EndReason.VOLUNTEER_LEFT)
    assert (new.status, new.kind) == (MatchStatus.ACTIVE, MatchKind.MAIN)
    assert stands(need.match.referral) == before
    need.refresh_from_db()
    assert (need.outcome, need.covered_by) == (CoverOutcome.HANDED_OVER, new)
    assert not Pause.objects.filter(ended_on=None).exists()


def test_a_handing_over_that_fails_half_way_changes_nothing(need, amy, by):
    new = asked(need, amy, MatchKind.HANDOVER, by)
    actions.volunteer_agrees(match=new, by=by, now=clock.now())
    amy.check_set.update(recheck_on=clock.today())
    with pytest.raises(DomainError, match="checks do not hold"):
        actions.parent_agrees(match=new, means=Means.BY_PHONE, by=by, now=clock.now())
    assert Match.objects.active().get() == need.match


def test_who_stood_in_may_stay(need, amy, by):
    cover = agreed(asked(need, amy, MatchKind.COVER, by), by)
    actions.make_main(match=cover, by=by, now=clock.now())
    assert Match.objects.active().get().kind == MatchKind.MAIN
    need.match.refresh_from_db()
    assert need.match.end_reason == EndReason.VOLUNTEER_LEFT


# --- At the desk ----------------------------------------------------------------------------
def do(need, key: str) -> str:
    return reverse("admin:volunteers_coverneed_do", args=[need.pk, key])


def test_a_coordinator_finds_it_on_today_plans_and_settles(need, amy, alice, signed_in):
    desk = signed_in(alice)
    page = reverse("admin:volunteers_coverneed_change", args=[need.pk])
    assert page in desk.get("/admin/").content.decode()
    desk.post(do(need, "write-plan"), {"plan": "Dana rings on Tuesdays"})
    assert "Dana rings on Tuesdays" in desk.get(page).content.decode()
    desk.post(do(need, "settle"), {"outcome": "we_ring", "plan": "Dana rings on Tuesdays"})
    need.refresh_from_db()
    assert (need.outcome, need.settled_by) == (CoverOutcome.WE_RING, alice)
    assert page not in desk.get("/admin/").content.decode()
    volunteer = reverse("admin:volunteers_volunteer_change", args=[need.match.volunteer_id])
    assert "We ring her ourselves" in desk.get(volunteer).content.decode()


def test_a_coordinator_asks_one_of_the_best_to_stand_in(need, amy, alice, charlie, signed_in):
    need.match.referral.accepted_at = clock.now() - dt.timedelta(days=40)
    need.match.referral.save()
    desk = signed_in(alice)
    offered = desk.get(do(need, "find-cover")).content.decode()
    assert "Amy" in offered and "Her place in the list" not in offered
    assert f'value="{need.match.volunteer_id}"' not in offered
    desk.post(do(need, "find-cover"), {"volunteer": amy.pk})
    cover = Match.objects.get(kind=MatchKind.COVER)
    assert (cover.volunteer, cover.status) == (amy, MatchStatus.PROPOSED)
    page = reverse("admin:volunteers_match_change", args=[cover.pk])
    assert "Cover" in desk.get(page).content.decode()
    assert signed_in(charlie).get(do(need, "find-cover")).status_code == 404


def test_its_tab_is_called_as_we_would_say_it(need, alice, signed_in):
    assert "<title>Plan for a mum" in page_of(signed_in(alice), need)


def test_what_begins_later_is_said_from_then(need):
    def labels():
        return [label for label, _ in of_cover(need).rows]

    assert "Since" in labels() and "From" not in labels()
    need.since_on += dt.timedelta(days=14)
    assert "From" in labels() and "Since" not in labels()


def test_a_volunteer_sees_no_plan_about_her(need, bob, signed_in):
    assert not CoverNeed.objects.visible_to(bob).exists()
    own = signed_in(bob)
    address = reverse("admin:volunteers_coverneed_change", args=[need.pk])
    assert own.get(address).status_code in (302, 404)


# --- Who leaves -------------------------------------------------------------------------------
def page_of(desk, record) -> str:
    name = f"admin:volunteers_{record._meta.model_name}_change"
    return desk.get(reverse(name, args=[record.pk])).content.decode()


def test_the_day_on_which_she_leaves_is_shown_wherever_it_matters(main, alice, by, signed_in):
    today = clock.today()
    leaving = {"volunteer": main.volunteer, "by": by, "now": clock.now()}
    for slip in (today - dt.timedelta(days=1), today + dt.timedelta(days=367)):
        with pytest.raises(DomainError, match="The day she leaves"):
            actions.announce_leaving(**leaving, leaves_on=slip)
    day = today + dt.timedelta(days=20)
    actions.announce_leaving(**leaving, leaves_on=day)
    need, desk, said = CoverNeed.objects.get(), signed_in(alice), f"on {day:%-d %B %Y}"
    page = page_of(desk, need)
    assert f"She is leaving {said}" in page
    assert page.index("Hand over to someone new") < page.index("Find someone in between")
    assert f"Leaves us {said}" in page_of(desk, main.volunteer)
    (row,) = needs_cover(alice, clock.now())
    assert said in row.detail and row.since == today


def test_a_second_tab_says_truly_that_somebody_is_asked(need, amy, alice, by, signed_in):
    desk = signed_in(alice)
    page = page_of(desk, need)
    assert page.index("Find someone in between") < page.index("Hand over to someone new")
    asked(need, amy, MatchKind.COVER, by)
    again = reverse("admin:volunteers_coverneed_do", args=[need.pk, "find-cover"])
    told = desk.get(again, follow=True).content.decode()
    assert "Amy has been asked already" in told and "settled already" not in told

"""From an enquiry to the end of a match, and everything that must not happen on the way."""

import datetime as dt
from uuid import uuid4

import pytest

from pim import clock
from pim.access.audit import SYSTEM, VISITOR, acting
from pim.enums import MessageState, Role
from pim.errors import DomainError
from pim.models import AuditEvent, Message
from referrals import actions as referral_actions
from referrals.enums import ClosedReason, Means, Status
from tests import factories as make
from tests.conftest import person
from tests.volunteers.at_once import NO_PLACE, PROPOSED, ask_at_once, mums
from volunteers import actions, queries
from volunteers.enums import (
    LIVE,
    Attendance,
    CheckKind,
    CheckLevel,
    EndReason,
    MatchStatus,
    SessionKind,
    VolunteerStatus,
)
from volunteers.lifecycle import ForbiddenMove
from volunteers.models import Match, MatchEvent, Session, Volunteer, VolunteerEvent

AMY = {"first_name": "Amy", "last_name": "A", "email": "amy@post.example", "postcode": "WA7 1AB"}


def checked(volunteer: Volunteer, **check) -> Volunteer:
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=volunteer, kind=kind, **check)
    return volunteer


def waiting_mum(site, **more):
    return make.ReferralFactory(site=site, accepted=True, **more)


@pytest.fixture
def by(alice):
    return acting(alice)


@pytest.fixture
def amy(site_a):
    return checked(make.VolunteerFactory(site=site_a, first_name="Amy"))


@pytest.fixture
def rosa(site_a):
    return waiting_mum(site_a, parent__called="Rosa")


@pytest.fixture
def proposal(rosa, amy, by):
    return actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


@pytest.fixture
def active(proposal, by):
    now = clock.now()
    actions.volunteer_agrees(match=proposal, by=by, now=now)
    return actions.parent_agrees(match=proposal, means=Means.BY_PHONE, by=by, now=now)


def news_about(match) -> list[str]:
    sent = Message.objects.filter(notice=actions.NEWS, object_id=match.pk).order_by("created_at")
    return [message.dedupe_key.rpartition(":")[2] for message in sent]


# --- Joining --------------------------------------------------------------------------------
def test_an_enquiry_finds_its_site_and_gets_a_receipt(site_a, site_b):
    amy = actions.enquire(**AMY, why="I have been there", by=VISITOR, now=clock.now())
    assert (amy.status, amy.site, amy.postcode_district) == ("enquiry", site_a, "WA7")
    assert [event.to_status for event in VolunteerEvent.objects.filter(volunteer=amy)] == [
        "enquiry"
    ]
    assert Message.objects.get(notice=actions.RECEIPT).object_id == amy.pk


def test_an_enquiry_sent_twice_is_one(site_a):
    first = actions.enquire(**AMY, by=VISITOR, now=clock.now())
    again = actions.enquire(
        **AMY | {"email": " AMY@post.example", "first_name": "Eve"}, by=VISITOR, now=clock.now()
    )
    assert again == first
    assert again.first_name == "Amy"
    assert Message.objects.filter(notice=actions.RECEIPT).count() == 1


def test_an_enquiry_from_elsewhere_waits_without_a_site(site_a, alice):
    far = actions.enquire(**AMY | {"postcode": "ZE1"}, by=VISITOR, now=clock.now())
    assert far.site is None
    assert list(Volunteer.objects.visible_to(alice)) == [far]


def test_each_step_is_dated_and_none_is_skipped(site_a, by):
    amy = actions.enquire(**AMY, by=VISITOR, now=clock.now())
    with pytest.raises(ForbiddenMove):
        actions.start_training(volunteer=amy, by=by, now=clock.now())
    actions.start_application(volunteer=amy, by=by, now=clock.now())
    actions.invite_to_interview(volunteer=amy, by=by, now=clock.now())
    steps = VolunteerEvent.objects.filter(volunteer=amy).order_by("pk")
    assert [event.to_status for event in steps] == ["enquiry", "application", "interview"]


def test_nobody_comes_back_from_a_break_without_checks_that_hold(site_a, by):
    amy = make.VolunteerFactory(site=site_a, status=VolunteerStatus.ON_BREAK)
    become = {"volunteer": amy, "by": by, "now": clock.now()}
    with pytest.raises(DomainError, match="DBS check, Training completed"):
        actions.come_back(**become)
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        actions.record_check(
            volunteer=amy,
            kind=kind,
            level=make.USUAL_LEVELS.get(kind, ""),
            issued_on=dt.date(2025, 1, 1),
            by=by,
            now=clock.now(),
        )
    assert actions.come_back(**become).status == VolunteerStatus.AVAILABLE


def test_the_newest_check_counts(amy, by):
    today = clock.today()
    actions.record_check(
        volunteer=amy,
        kind=CheckKind.DBS,
        level=CheckLevel.ENHANCED,
        issued_on=today - dt.timedelta(days=30),
        recheck_on=today,
        by=by,
        now=clock.now(),
    )
    assert queries.missing_checks(amy, on=today - dt.timedelta(days=1)) == []
    assert queries.missing_checks(amy, on=today) == ["DBS check"]


@pytest.mark.parametrize(
    "dates",
    [
        {"issued_on": dt.date(2999, 1, 1)},
        {"issued_on": dt.date(2025, 1, 1), "recheck_on": dt.date(2025, 1, 1)},
    ],
)
def test_a_check_with_impossible_dates_is_refused(amy, by, dates):
    with pytest.raises(DomainError, match="date"):
        actions.record_check(volunteer=amy, kind=CheckKind.DBS, **dates, by=by, now=clock.now())


def test_nobody_leaves_with_mums(active, amy, by):
    with pytest.raises(DomainError, match="still has mums"):
        actions.leave(volunteer=amy, by=by, now=clock.now())


def test_an_offer_says_which_fields_changed(amy, by, site_a):
    offered = {
        name: getattr(amy, name)
        for name in (
            "site",
            "capacity",
            "languages",
            "formats",
            "times",
            "travels_to",
            "experience",
            "rather_not",
        )
    }
    actions.update_offer(volunteer=amy, **offered, by=by, now=clock.now())
    assert not AuditEvent.objects.about(amy).exists()
    actions.update_offer(volunteer=amy, **offered | {"capacity": 2}, by=by, now=clock.now())
    assert AuditEvent.objects.about(amy).get().codes == {"fields": "capacity"}


def test_only_a_volunteer_of_her_site_is_linked(amy, by, site_a, site_b):
    for stranger in (
        person("far@post.example", Role.VOLUNTEER, site=site_b),
        person("desk@staff.example", Role.COORDINATOR, site=site_a),
    ):
        with pytest.raises(DomainError, match="not been invited"):
            actions.link_user(volunteer=amy, user=stranger, by=by, now=clock.now())
    hers = person("her@post.example", Role.VOLUNTEER, site=site_a)
    assert actions.link_user(volunteer=amy, user=hers, by=by, now=clock.now()).user == hers


def test_who_was_invited_by_her_address_is_linked_by_the_sweep(site_a):
    amy = actions.enquire(**AMY, by=VISITOR, now=clock.now())
    user = person("amy@post.example", Role.VOLUNTEER, site=site_a)
    person("else@post.example", Role.VOLUNTEER, site=site_a)
    assert [actions.link_sign_ins(now=clock.now()) for _ in range(2)] == [1, 0]
    amy.refresh_from_db()
    assert amy.user == user


# --- Proposing ------------------------------------------------------------------------------
def test_a_proposal_keeps_its_reasons_and_leaves_her_waiting(proposal, rosa):
    rosa.refresh_from_db()
    assert (proposal.status, rosa.status) == (MatchStatus.PROPOSED, Status.WAITING)
    assert "Travels to WA7" in proposal.reasons
    assert proposal.score > 1_000_000_000
    assert news_about(proposal) == ["proposed"]


def test_what_does_not_fit_is_not_proposed(rosa, amy, by):
    Volunteer.objects.filter(pk=amy.pk).update(capacity=0)
    with pytest.raises(DomainError, match="has no free place"):
        actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


@pytest.mark.parametrize("status", ["enquiry", "training", "left"])
def test_who_is_not_available_is_not_proposed(rosa, amy, by, status):
    Volunteer.objects.filter(pk=amy.pk).update(status=status)
    with pytest.raises(DomainError, match="not available"):
        actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


def test_only_who_waits_is_proposed(site_a, amy, by):
    received = make.ReferralFactory(site=site_a)
    with pytest.raises(DomainError, match="not waiting"):
        actions.propose(referral=received, volunteer=amy, by=by, now=clock.now())


def test_one_volunteer_is_asked_at_a_time(proposal, rosa, site_a, by):
    other = checked(make.VolunteerFactory(site=site_a))
    with pytest.raises(DomainError, match="asked about her already"):
        actions.propose(referral=rosa, volunteer=other, by=by, now=clock.now())


def test_a_check_that_lapses_at_midnight(rosa, amy, by):
    """Proposed at 23:59, not at 00:01."""
    midnight = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    make.CheckFactory(volunteer=amy, issued_on=dt.date(2026, 1, 1), recheck_on=dt.date(2026, 3, 10))
    minute = dt.timedelta(minutes=1)
    with pytest.raises(DomainError, match="checks are missing or out of date"):
        actions.propose(referral=rosa, volunteer=amy, by=by, now=midnight + minute)
    assert actions.propose(referral=rosa, volunteer=amy, by=by, now=midnight - minute)


def test_both_agree_and_it_begins(active, rosa):
    rosa.refresh_from_db()
    assert (active.status, rosa.status) == (MatchStatus.ACTIVE, Status.MATCHED)
    assert rosa.planned_end_on == clock.today() + dt.timedelta(weeks=12)
    assert news_about(active) == ["proposed", "active"]


def test_she_is_never_asked_before_the_volunteer_has_said_yes(proposal, by):
    with pytest.raises(DomainError, match="Ask the volunteer first"):
        actions.parent_agrees(match=proposal, means=Means.BY_PHONE, by=by, now=clock.now())


def test_it_does_not_begin_on_checks_that_ran_out_in_between(proposal, amy, by):
    actions.volunteer_agrees(match=proposal, by=by, now=clock.now())
    amy.check_set.all().update(recheck_on=clock.today())
    with pytest.raises(DomainError, match="do not hold today"):
        actions.parent_agrees(match=proposal, means=Means.BY_PHONE, by=by, now=clock.now())


def test_a_volunteer_says_no_and_only_the_coordinator_reads_why(proposal, rosa, by):
    gone = actions.volunteer_declines(
        match=proposal, safety_reason="My ex lives there", by=by, now=clock.now()
    )
    rosa.refresh_from_db()
    assert (gone.status, rosa.status) == (MatchStatus.NOT_GOING_AHEAD, Status.WAITING)
    assert Match.objects.get().safety_note == "My ex lives there"
    assert "ex" not in str(list(AuditEvent.objects.values_list("codes", flat=True)))
    assert news_about(proposal) == ["proposed"]


@pytest.mark.parametrize("end", [actions.parent_declines, actions.withdraw_proposal])
def test_whatever_the_reason_the_volunteer_hears_the_same(proposal, by, end):
    actions.volunteer_agrees(match=proposal, by=by, now=clock.now())
    end(match=proposal, by=by, now=clock.now())
    assert news_about(proposal) == ["proposed", "not_going_ahead"]
    told = Message.objects.filter(object_id=proposal.pk, notice=actions.NEWS)
    first, last = told.order_by("created_at")
    assert (first.state, first.reason) == (MessageState.CANCELLED, "overtaken")
    assert last.state == MessageState.QUEUED


@pytest.mark.parametrize("end", [actions.parent_declines, actions.volunteer_declines])
def test_after_a_no_the_two_are_never_put_together_again(proposal, rosa, amy, by, end):
    end(match=proposal, by=by, now=clock.now())
    with pytest.raises(DomainError, match="one of them has said no"):
        actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


def test_after_a_change_of_plans_they_may_be(proposal, rosa, amy, by):
    actions.withdraw_proposal(match=proposal, by=by, now=clock.now())
    assert actions.propose(referral=rosa, volunteer=amy, by=by, now=clock.now())


def test_a_no_holds_for_her_next_referral_too(proposal, rosa, amy, by, site_a):
    actions.parent_declines(match=proposal, by=by, now=clock.now())
    referral_actions.close(
        referral=rosa, reason=ClosedReason.DECLINED_BY_HER, by=by, now=clock.now()
    )
    again = waiting_mum(site_a, parent=rosa.parent)
    with pytest.raises(DomainError, match="one of them has said no"):
        actions.propose(referral=again, volunteer=amy, by=by, now=clock.now())


def test_an_answer_to_what_is_no_proposal_any_more_is_refused(proposal, by):
    actions.parent_declines(match=proposal, by=by, now=clock.now())
    with pytest.raises(DomainError, match="not a proposal any more"):
        actions.volunteer_agrees(match=proposal, by=by, now=clock.now())


def test_proposals_about_who_waits_no_more_are_taken_back_once(proposal, rosa, by):
    referral_actions.close(
        referral=rosa, reason=ClosedReason.DECLINED_BY_HER, by=by, now=clock.now()
    )
    assert [actions.withdraw_stale_proposals(now=clock.now()) for _ in range(2)] == [1, 0]
    event = MatchEvent.objects.get(match=proposal, to_status=MatchStatus.NOT_GOING_AHEAD)
    assert (event.reason, event.actor_kind) == ("plans_changed", SYSTEM.kind)


# --- Supporting -----------------------------------------------------------------------------
def log(match, by, **more):
    said = {"held_on": clock.today(), "kind": SessionKind.PHONE, "minutes": 30} | more
    return actions.log_session(match=match, **said, by=by, now=clock.now())


def test_the_first_session_that_happened_begins_her_support(active, rosa, by):
    log(active, by, attendance=Attendance.SHE_CANCELLED)
    rosa.refresh_from_db()
    assert rosa.status == Status.MATCHED
    log(active, by)
    log(active, by)
    rosa.refresh_from_db()
    assert rosa.status == Status.IN_SUPPORT


def test_a_session_that_fell_through_took_no_time(active, by):
    assert log(active, by, attendance=Attendance.NOT_THERE, minutes=45).minutes == 0


def test_a_log_sent_twice_is_one_session(active, by):
    same = uuid4()
    assert log(active, by, session_id=same) == log(active, by, session_id=same)
    assert Session.objects.count() == 1


def test_a_session_of_another_match_is_not_overwritten(active, site_a, by):
    other = make.MatchFactory(referral__site=site_a, active=True)
    with pytest.raises(DomainError, match="open this form again"):
        log(other, by, session_id=log(active, by).pk)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": 1}, "future"),
        ({"days": -1}, "before you and she were put together"),
        ({"minutes": 0}, "how long"),
        ({"minutes": 601}, "how long"),
    ],
)
def test_a_session_that_cannot_be_is_refused(active, by, wrong, words):
    held_on = clock.today() + dt.timedelta(days=wrong.pop("days", 0))
    with pytest.raises(DomainError, match=words):
        log(active, by, held_on=held_on, **wrong)


def test_nothing_is_logged_on_a_proposal(proposal, by):
    with pytest.raises(DomainError, match="not active"):
        log(proposal, by)


@pytest.mark.parametrize(
    ("reason", "closed_as"),
    [("completed", "completed"), ("ended_early", "ended_early"), ("moved_away", "moved_away")],
)
def test_an_ending_closes_her_referral_with_its_reason(active, rosa, by, reason, closed_as):
    log(active, by)
    type(rosa).objects.filter(pk=rosa.pk).update(planned_end_on=clock.today())
    actions.end_match(match=active, reason=EndReason(reason), by=by, now=clock.now())
    rosa.refresh_from_db()
    assert (rosa.status, rosa.closed_reason) == (Status.CLOSED, closed_as)
    assert news_about(active)[-1] == "ended"


def test_a_match_that_never_began_closes_too(active, rosa, by):
    actions.end_match(match=active, reason=EndReason.ENDED_EARLY, by=by, now=clock.now())
    rosa.refresh_from_db()
    assert rosa.status == Status.CLOSED


def test_a_volunteer_who_leaves_is_no_end_for_her(active, rosa, amy, by):
    log(active, by)
    actions.end_match(match=active, reason=EndReason.VOLUNTEER_LEFT, by=by, now=clock.now())
    rosa.refresh_from_db()
    assert (rosa.status, rosa.closed_reason, rosa.planned_end_on) == (Status.WAITING, "", None)
    assert queries.never_again(rosa) == {str(amy.pk)}


def test_nothing_closes_before_known_risks_are_looked_at(active, rosa, by):
    rosa.known_risks = "A worry"
    rosa.save(update_fields=["known_risks"])
    end = {"match": active, "reason": EndReason.ENDED_EARLY, "by": by, "now": clock.now()}
    with pytest.raises(DomainError, match="Known risks"):
        actions.end_match(**end)
    assert actions.end_match(**end, risks_reviewed=True).status == MatchStatus.ENDED


# --- Many at once ---------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_for_the_last_place_make_one_match(amy, site_a):
    """Fifty of them are in tests/attacks."""
    answers = ask_at_once([(mum, amy) for mum in mums(site_a, 8)], site_a)
    assert answers == {PROPOSED: 1, NO_PLACE: 7}
    assert Match.objects.filter(volunteer=amy, status__in=LIVE).count() == 1

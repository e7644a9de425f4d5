"""The matching page, one mum's page and the matching meeting, as a coordinator uses them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.enums import Role
from pim.models import AuditEvent
from referrals.actions import report_loss
from referrals.enums import LossKind
from tests import factories as make
from tests.conftest import person
from tests.pim.looking import look
from volunteers import actions, queries
from volunteers.actions import drafting
from volunteers.actions import meeting as meetings
from volunteers.enums import CheckKind, MatchStatus, PairStanding
from volunteers.models import Check, DraftPair, Match, MatchingMeeting, Volunteer
from volunteers.naming import name_of
from volunteers.queries.queues import free_since, queues_of


@pytest.fixture
def desk(signed_in, alice):
    return signed_in(alice)


@pytest.fixture
def lead(db):
    return person("lead@staff.example", Role.SAFEGUARDING_LEAD)


@pytest.fixture
def asked(alice):
    return {"by": acting(alice), "now": clock.now()}


def mum(site, called: str, waits: int = 10, **more):
    since = clock.now() - dt.timedelta(days=waits)
    return make.ReferralFactory(
        site=site, accepted=True, parent__called=called, status_since=since, **more
    )


def free_volunteer(site, first_name: str, **more):
    volunteer = make.VolunteerFactory(site=site, first_name=first_name, **more)
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=volunteer, kind=kind)
    return volunteer


@pytest.fixture
def rosa(site_a):
    return mum(site_a, "Rosa", 61, wishes=["low_mood"], formats=["phone"])


@pytest.fixture
def ida(site_a):
    return mum(site_a, "Ida", 12)


@pytest.fixture
def amy(site_a):
    return free_volunteer(site_a, "Amy", experience=["low_mood"], postcode_district="WA7")


@pytest.fixture
def bea(site_a):
    return free_volunteer(site_a, "Bea", capacity=2)


@pytest.fixture
def meeting(site_a, rosa, ida, amy, bea, asked):
    return meetings.open_meeting(site=site_a, **asked)


def site_page(site) -> str:
    return reverse("admin:volunteers_matching_site", args=[site.pk])


def meeting_page(meeting, suffix: str = "", *args) -> str:
    return reverse(f"admin:volunteers_meeting{suffix}", args=[meeting.pk, *args])


def mums_page(referral, suffix: str = "match_for", *args) -> str:
    return reverse(f"admin:volunteers_{suffix}", args=[referral.pk, *args])


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def pair_of(referral) -> DraftPair:
    return DraftPair.objects.in_the_draft().get(referral=referral)


def together() -> dict:
    drafted = DraftPair.objects.in_the_draft().select_related("referral__parent", "volunteer")
    return {one.referral.parent.called: one.volunteer.first_name for one in drafted}


# --- Both queues ----------------------------------------------------------------------------
def test_both_queues_stand_beside_each_other_with_their_ages(desk, site_a, rosa, ida, amy, bea):
    ida.urgency, ida.parent.needs_interpreter = "soon", True
    ida.save()
    ida.parent.save()
    free_volunteer(site_a, "Cath", capacity=0)
    shown = text(desk.get(reverse("admin:volunteers_matching")))
    assert "2 mums wait, the longest 61 days. 2 volunteers have 3 free places." in shown
    mums, _, volunteers = shown.partition("Volunteers with a free place")
    assert mums.index("Rosa") < mums.index("Ida")
    assert "Urgent" in mums and "Interpreter" in mums
    assert "no match yet" in volunteers and "2 of 2 free" in volunteers
    assert "1 volunteer has no free place" in volunteers and "Cath" not in volunteers


def test_who_nearly_fits_is_said_where_nobody_does(desk, site_a, rosa):
    for name in ("Amy", "Bea"):
        free_volunteer(site_a, name, formats=["video"])
    shown = text(desk.get(site_page(site_a)))
    assert "Nobody fits yet" in shown and "Nearly: would fit by video (2)" in shown


def test_whoever_has_several_sites_chooses_one(signed_in, lead, site_a, site_b, rosa):
    shown = text(signed_in(lead).get(reverse("admin:volunteers_matching")))
    assert site_page(site_a) in shown and site_page(site_b) in shown
    assert "for 61 days" in shown


def test_a_place_is_free_since_it_was_last_full():
    days = [clock.now() - dt.timedelta(days=day) for day in range(40)]
    assert free_since(1, [], days[30]) == days[30]
    assert free_since(1, [(days[20], days[9])], days[30]) == days[9]
    assert free_since(2, [(days[20], days[9]), (days[15], None)], days[30]) == days[9]
    assert free_since(2, [(days[20], days[9])], days[30]) == days[30]


def test_a_proposal_that_comes_to_nothing_leaves_her_place_in_the_queue(
    alice, site_a, rosa, amy, asked
):
    def queued():
        (one,) = queues_of(site_a, alice, now=clock.now()).free
        return one.since

    before = queued()
    match = actions.propose(referral=rosa, volunteer=amy, **asked)
    actions.volunteer_declines(match=match, **asked)
    assert queued() == before


def test_pages_cost_the_same_however_long_the_lists(desk, site_a, rosa, meeting):
    pages = [site_page(site_a), meeting_page(meeting), mums_page(rosa)]
    few = [cost(desk, page) for page in pages]
    for name in ("One", "Two"):
        mum(site_a, name)
        free_volunteer(site_a, name, capacity=2)
    meetings.solve(meeting=meeting, by=acting(meeting.opened_by), now=clock.now())
    assert [cost(desk, page) for page in pages] == few


def cost(desk, page: str) -> int:
    text(desk.get(page))
    with CaptureQueriesContext(connection) as asked:
        text(desk.get(page))
    return len(asked)


# --- Her record -----------------------------------------------------------------------------
def test_her_record_says_who_fits_best_and_shows_the_way_to_the_comparison(
    desk, site_a, rosa, amy, bea
):
    record = reverse("admin:referrals_referral_change", args=[rosa.pk])
    best = text(desk.get(record)).partition("Who fits best")[2]
    assert best.index(name_of(amy)) < best.index(name_of(bea))
    assert mums_page(rosa) in desk.get(record).content.decode().partition("Who fits best")[2]
    few = cost(desk, record)
    for name in ("One", "Two", "Three"):
        free_volunteer(site_a, name, capacity=2)
    assert cost(desk, record) == few
    Volunteer.objects.update(capacity=0)
    assert "Nobody just now" in text(desk.get(record))


def test_nothing_is_said_of_who_would_fit_once_somebody_is_asked(desk, rosa, amy, asked):
    record = reverse("admin:referrals_referral_change", args=[rosa.pk])
    assert "Who fits best" in text(desk.get(record))
    actions.propose(referral=rosa, volunteer=amy, **asked)
    assert "Who fits best" not in text(desk.get(record))


def test_nobody_is_looked_for_once_she_has_died(desk, rosa, amy, alice):
    report_loss(referral=rosa, kind=LossKind.SHE_DIED, by=HERSELF, now=clock.now())
    shown = text(desk.get(reverse("admin:referrals_referral_change", args=[rosa.pk])))
    assert "Who fits best" not in shown and "Find a volunteer" not in shown
    assert rosa not in queries.waiting_without_proposal(alice)
    shown = desk.get(mums_page(rosa), follow=True).content.decode()
    assert "We were told that she has died" in shown and "Who could be there" not in shown


# --- Who may --------------------------------------------------------------------------------
def every_page(site, meeting, referral, pair):
    look_at = [
        site_page(site),
        reverse("admin:volunteers_meetings", args=[site.pk]),
        meeting_page(meeting),
        mums_page(referral),
    ]
    fill_in = [
        mums_page(referral, name, pair.volunteer_id) for name in ("match_apart", "match_also")
    ]
    act = [
        reverse("admin:volunteers_meeting_open", args=[site.pk]),
        *(meeting_page(meeting, f"_{name}") for name in ("solve", "publish", "note", "close")),
        meeting_page(meeting, "_other", referral.pk),
        *(meeting_page(meeting, f"_{name}", pair.pk) for name in ("fix", "free", "rule_out")),
        *(mums_page(referral, name) for name in ("match_propose", "match_choose")),
    ]
    return look_at, fill_in, act


def test_a_coordinator_of_another_site_finds_nothing(signed_in, charlie, site_a, rosa, meeting):
    look_at, fill_in, act = every_page(site_a, meeting, rosa, pair_of(rosa))
    outsider = signed_in(charlie)
    assert {outsider.get(page).status_code for page in [*look_at, *fill_in]} == {404}
    data = {"volunteer": pair_of(rosa).volunteer_id, "words": "x", "all": "all"}
    assert {outsider.post(page, data).status_code for page in [*fill_in, *act]} == {404}
    assert not Match.objects.exists()


def test_a_safeguarding_lead_looks_and_does_not_act(signed_in, lead, site_a, rosa, meeting):
    rosa.background_wanted = ["muslim"]
    rosa.save()
    look_at, fill_in, act = every_page(site_a, meeting, rosa, pair_of(rosa))
    client = signed_in(lead)
    shown = [text(client.get(page)) for page in look_at]
    assert all('<form method="post" action="/admin/volunteers' not in page for page in shown)
    assert "Amy" in shown[3] and "Background she wished" not in shown[3]
    data = {"volunteer": pair_of(rosa).volunteer_id, "words": "x", "all": "all"}
    assert {client.post(page, data).status_code for page in [*fill_in, *act]} == {404}
    assert not Match.objects.exists()


# --- One mum --------------------------------------------------------------------------------
def test_candidates_are_compared_field_by_field(desk, rosa, amy, bea):
    rosa.background_wanted, rosa.times = ["muslim"], ["evening", "weekday_morning"]
    rosa.save()
    shown = text(desk.get(mums_page(rosa)))
    assert shown.index("Amy") < shown.index("Bea")
    for said in ("Lives there too", "Also felt low", "None of it", "Background she wished"):
        assert said in shown
    assert shown.count("In part") >= 2  # mornings suit, evenings do not
    assert AuditEvent.objects.filter(action="matching.viewed", target_id=str(rosa.pk)).exists()


def test_what_nearly_fits_fits_once_she_agrees(desk, rosa, site_a):
    amy = free_volunteer(site_a, "Amy", formats=["video", "out"])
    rosa.formats = ["home"]
    rosa.save()
    shown = text(desk.get(mums_page(rosa)))
    assert "Nobody fits just now" in shown
    way = mums_page(rosa, "match_also", amy.pk)
    assert way in shown and f"with {name_of(amy)}</span>" in shown
    assert "Tick what she agrees to" in text(desk.post(way, {}))
    assert desk.post(way, {"formats": ["phone"]}).status_code == 200  # not what would fit
    desk.post(way, {"formats": ["video"]})
    rosa.refresh_from_db()
    assert rosa.formats == ["home", "video"]
    assert "Who could be there for her (1)" in text(desk.get(mums_page(rosa)))
    assert desk.get(way).status_code == 404


def test_two_are_kept_apart_from_the_matching_page(desk, rosa, amy, bea):
    way = mums_page(rosa, "match_apart", amy.pk)
    assert way in text(desk.get(mums_page(rosa)))
    assert "There is a problem" in text(desk.post(way, {}))
    desk.post(way, {"why": "known", "said_by": "her"})
    shown = text(desk.get(mums_page(rosa)))
    assert "Who could be there for her (1)" in shown and "They know each other" in shown


def test_whoever_is_leaving_is_shown_with_the_reason(desk, site_a, rosa, amy, bea, asked):
    day = clock.today() + dt.timedelta(days=20)
    actions.announce_leaving(volunteer=amy, leaves_on=day, **asked)
    _, _, left_out = text(desk.get(mums_page(rosa))).partition("Who does not fit (1)")
    assert name_of(amy) in left_out and f"Last day with us: {day:%-d %B}" in left_out
    assert "1 volunteer is leaving us" in text(desk.get(site_page(site_a)))
    drafted = meetings.open_meeting(site=site_a, **asked)
    assert name_of(amy) not in text(desk.get(meeting_page(drafted)))


def test_that_one_said_no_is_told_to_who_works_on_her_case_alone(
    desk, signed_in, lead, rosa, amy, asked
):
    match = actions.propose(referral=rosa, volunteer=amy, **asked)
    actions.volunteer_declines(match=match, **asked)
    assert "One of them has said no" in text(desk.get(mums_page(rosa)))
    seen = text(signed_in(lead).get(mums_page(rosa)))
    assert "Not to be put together again" in seen and "said no" not in seen


def test_nobody_else_is_proposed_while_somebody_is_asked(desk, rosa, amy, bea):
    desk.post(mums_page(rosa, "match_propose"), {"volunteer": amy.pk})
    shown = text(desk.get(mums_page(rosa)))
    assert "Amy has been asked about her already" in shown
    assert mums_page(rosa, "match_propose") not in shown


# --- The meeting ----------------------------------------------------------------------------
def test_a_site_has_one_open_meeting_however_often_it_is_opened(desk, site_a, rosa, amy):
    for _ in range(2):
        desk.post(reverse("admin:volunteers_meeting_open", args=[site_a.pk]))
    meeting = MatchingMeeting.objects.get()
    shown = text(desk.get(meeting_page(meeting)))
    assert "Also felt low" in shown and "The 1 mum who waits has somebody in this draft." in shown
    assert "Matching meeting, Site A" in text(desk.get(reverse("admin:index")))


def test_a_meeting_without_any_pair_says_so(desk, site_a, rosa, asked):
    meeting = meetings.open_meeting(site=site_a, **asked)
    shown = text(desk.get(meeting_page(meeting)))
    assert "Nobody is found yet for the 1 mum on the list." in shown


def test_pairs_are_published_in_parts_and_what_does_not_fit_is_left(
    desk, meeting, rosa, ida, amy, bea
):
    assert together() == {"Rosa": "Amy", "Ida": "Bea"}
    Check.objects.filter(volunteer=amy).update(recheck_on=clock.today() - dt.timedelta(days=1))
    assert "Her checks are missing or out of date" in text(desk.get(meeting_page(meeting)))
    pairs = [str(pair_of(one).pk) for one in (rosa, ida)]
    for _ in range(2):  # a colleague presses too
        answer = desk.post(meeting_page(meeting, "_publish"), {"pairs": pairs}, follow=True)
    match = Match.objects.get()
    assert (match.referral, match.volunteer, match.status) == (ida, bea, MatchStatus.PROPOSED)
    assert pair_of(rosa).standing == PairStanding.SUGGESTED
    shown = text(answer)
    assert "Proposed from this meeting" in shown and "Her checks are missing" in shown


def test_all_that_were_shown_can_be_published_at_once(desk, meeting, rosa, ida):
    shown = [str(pair_of(one).pk) for one in (rosa, ida)]
    desk.post(meeting_page(meeting, "_publish"), {"shown": shown, "all": "all"})
    assert Match.objects.proposed().count() == 2
    assert AuditEvent.objects.get(action="meeting.published").codes == {"asked": 2, "left": 0}


def test_nothing_ticked_is_an_error_and_not_a_proposal(desk, meeting):
    shown = text(desk.post(meeting_page(meeting, "_publish"), {}))
    assert "Tick at least one pair" in shown and "<title>Error: " in shown
    assert not Match.objects.exists()


def test_what_was_fixed_stays_and_what_was_ruled_out_never_comes_back(
    desk, meeting, rosa, ida, amy, bea
):
    desk.post(meeting_page(meeting, "_rule_out", pair_of(rosa).pk))
    assert "Solved again, it would come out differently for" in text(
        desk.get(meeting_page(meeting))
    )
    desk.post(mums_page(ida, "match_choose"), {"volunteer": amy.pk})
    for _ in range(2):
        desk.post(meeting_page(meeting, "_solve"))
        assert together() == {"Rosa": "Bea", "Ida": "Amy"}
        assert pair_of(ida).standing == PairStanding.FIXED
    desk.post(meeting_page(meeting, "_free", pair_of(ida).pk))
    ruled_out = DraftPair.objects.get(standing=PairStanding.RULED_OUT)
    desk.post(meeting_page(meeting, "_free", ruled_out.pk))
    desk.post(meeting_page(meeting, "_solve"))
    assert together() == {"Rosa": "Amy", "Ida": "Bea"}


def test_a_choice_by_hand_takes_the_place_of_a_suggestion_and_never_of_another_choice(
    meeting, rosa, ida, amy, asked
):
    chosen = drafting.choose_other(meeting=meeting, referral=ida, volunteer=amy, **asked)
    assert together() == {"Ida": "Amy"}
    with pytest.raises(drafting.DomainError, match="fixed for others"):
        drafting.choose_other(meeting=meeting, referral=rosa, volunteer=amy, **asked)
    assert [pair.referral for pair in chosen.lost] == [rosa]
    assert drafting.fix_pair(pair=chosen.pair, **asked).is_fixed


def test_a_fixed_pair_that_does_not_fit_any_more_is_let_go(meeting, rosa, amy, asked):
    drafting.fix_pair(pair=pair_of(rosa), **asked)
    Check.objects.filter(volunteer=amy).update(recheck_on=clock.today() - dt.timedelta(days=1))
    assert meetings.solve(meeting=meeting, **asked) == 1
    assert together()["Rosa"] == "Bea"


def test_whoever_said_no_is_waiting_again_and_finds_somebody_in_the_same_meeting(
    meeting, rosa, amy, asked
):
    drafting.publish(meeting=meeting, pairs=[pair_of(rosa).pk], **asked)
    match = Match.objects.get()
    actions.volunteer_declines(match=match, **asked)
    meetings.solve(meeting=meeting, **asked)
    assert together()["Rosa"] == "Bea"


def test_notes_are_kept_encrypted_and_a_closed_meeting_is_read_and_not_changed(
    desk, site_a, meeting, rosa
):
    desk.post(meeting_page(meeting, "_note"), {"words": "Ring Rosa on Friday"})
    desk.post(meeting_page(meeting, "_note"), {"words": "Bea is away in May"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT notes FROM volunteers_matchingmeeting")
        assert "Rosa" not in cursor.fetchone()[0]
    desk.post(meeting_page(meeting, "_close"))
    shown = text(desk.get(meeting_page(meeting)))
    assert "Ring Rosa on Friday" in shown and "Bea is away in May" in shown and "Alice" in shown
    assert meeting_page(meeting) in text(desk.get(site_page(site_a)))
    pair = pair_of(rosa)
    for page in (meeting_page(meeting, "_fix", pair.pk), meeting_page(meeting, "_publish")):
        answer = desk.post(page, {"pairs": [pair.pk]}, follow=True)
        assert "This meeting is closed" in text(answer)
    assert not Match.objects.exists()


def test_choosing_another_keeps_the_draft_in_sight(desk, meeting, rosa, ida, amy, bea):
    shown = text(desk.get(mums_page(ida)))
    assert "In the draft for Rosa" in shown and "In the draft for her" in shown
    assert shown.index("Put in the draft") < shown.index("Propose: asks her at once")
    answer = text(desk.post(mums_page(ida, "match_choose"), {"volunteer": amy.pk}, follow=True))
    _, _, without = answer.partition("Still without a volunteer")
    assert "Rosa" in without and "Her volunteer was chosen for another" in without
    assert "Fixed for Ida in the draft" in text(desk.get(mums_page(rosa)))
    desk.post(mums_page(ida, "match_propose"), {"volunteer": bea.pk})
    assert Match.objects.get().referral == ida
    assert "Fixed for Ida" not in text(desk.get(mums_page(rosa)))


def test_whom_somebody_ruled_out_is_not_chosen_unawares(desk, meeting, rosa, amy):
    desk.post(meeting_page(meeting, "_rule_out", pair_of(rosa).pk))
    shown = text(desk.get(mums_page(rosa)))
    assert "Ruled out in this meeting" in shown and "Let them be together after all" in shown
    answer = desk.post(mums_page(rosa, "match_choose"), {"volunteer": amy.pk}, follow=True)
    assert "These two were ruled out in this meeting" in text(answer)
    assert "Rosa" not in together()


def test_ticks_and_a_half_written_note_outlast_every_other_button(desk, meeting, rosa, ida):
    ticked, fixed = pair_of(rosa), pair_of(ida)
    held = {"pairs": [ticked.pk], "words": "Ring Bea ab", "then": f"pair-{fixed.pk}"}
    away = desk.post(meeting_page(meeting, "_other", rosa.pk), held)
    assert away.url == mums_page(rosa)
    assert text(desk.get(meeting_page(meeting))).count(" checked") == 1
    answer = desk.post(meeting_page(meeting, "_fix", fixed.pk), held)
    assert answer.url == f"{meeting_page(meeting)}#pair-{fixed.pk}"
    shown = text(desk.get(meeting_page(meeting)))
    assert f'id="pair-{fixed.pk}" tabindex="-1"' in shown
    assert shown.count(" checked") == 1 and "Ring Bea ab</textarea>" in shown
    assert "Ring Bea" not in str(dict(desk.session))
    assert "Your note is not kept yet" in text(
        desk.post(meeting_page(meeting, "_close"), held, follow=True)
    )
    for suffix in ("_note", "_publish"):
        desk.post(meeting_page(meeting, suffix), held | {"then": "//else"})
        held["words"] = ""
    shown = text(desk.get(meeting_page(meeting)))
    assert " checked" not in shown and "Ring Bea ab</textarea>" not in shown
    assert Match.objects.get().referral == rosa


# --- In the browser, by keyboard ------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_meeting_by_keyboard(here, alice, site_a, meeting, rosa, ida):
    page = here(alice)
    page.goto(site_page(site_a))
    look(page, "matching-queues")
    page.get_by_role("link", name="Rosa").focus()
    page.keyboard.press("Enter")
    look(page, "matching-one-mum")
    assert page.locator(".desk-card[open]").count() == 1 < page.locator(".desk-card").count()
    page.goto(meeting_page(meeting))
    page.get_by_role("button", name="Fix Ida").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"pair-{pair_of(ida).pk}"
    page.get_by_role("button", name="Propose the ticked pairs").focus()
    page.keyboard.press("Enter")
    look(page, "matching-draft-error")
    page.keyboard.press("Tab")
    page.get_by_role("checkbox", name="Rosa").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Propose the ticked pairs").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    look(page, "matching-draft")
    assert Match.objects.get().referral == rosa

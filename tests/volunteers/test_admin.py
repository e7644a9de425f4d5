"""The coordinator's desk: finding a volunteer, both agreements, and who may not."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from pim import clock
from pim.enums import Role
from pim.models import AuditEvent
from referrals.enums import Status
from tests import factories as make
from tests.conftest import person
from volunteers.enums import CheckKind, MatchStatus, VolunteerStatus
from volunteers.models import Check, Match, Session, Volunteer

CANARY = "Kanarienvogel"


@pytest.fixture
def rosa(site_a):
    return make.ReferralFactory(
        site=site_a, accepted=True, parent__called="Rosa", wishes=["low_mood"], formats=["phone"]
    )


def free_volunteer(site, **more):
    volunteer = make.VolunteerFactory(site=site, **more)
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=volunteer, kind=kind)
    return volunteer


@pytest.fixture
def amy(site_a):
    return free_volunteer(site_a, first_name="Amy", experience=["low_mood"])


@pytest.fixture
def desk(signed_in, alice):
    return signed_in(alice)


@pytest.fixture
def proposal(rosa, amy):
    return make.MatchFactory(referral=rosa, volunteer=amy, reasons=["Also felt low"])


def screen(referral) -> str:
    return reverse("admin:volunteers_match_for", args=[referral.pk])


SEEN = {"seen_on_day": 2, "seen_on_month": 2, "seen_on_year": 2025}


def do(record, key: str) -> str:
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_do"
    return reverse(name, args=[record.pk, key])


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


# --- The matching screen --------------------------------------------------------------------
def test_the_screen_ranks_with_reasons_and_says_who_does_not_fit(desk, rosa, amy, site_a):
    make.VolunteerFactory(site=site_a, first_name="Unchecked")
    free_volunteer(site_a, first_name="Resting", status=VolunteerStatus.ON_BREAK)
    shown = text(desk.get(screen(rosa)))
    fits, _, left_out = shown.partition("Who does not fit (2)")
    assert "Who could be there for her (1)" in fits
    assert "Amy" in fits
    assert "Also felt low" in fits
    assert "Would fit once her checks are up to date" in left_out
    assert "Would fit when she is back from her break" in left_out


def test_a_volunteer_is_proposed_and_not_twice(desk, rosa, amy):
    address = reverse("admin:volunteers_match_propose", args=[rosa.pk])
    answer = desk.post(address, {"volunteer": amy.pk})
    match = Match.objects.get()
    assert answer.url == reverse("admin:volunteers_match_change", args=[match.pk])
    again = desk.post(address, {"volunteer": amy.pk}, follow=True)
    assert "asked about her already" in text(again)
    assert Match.objects.count() == 1


@pytest.mark.parametrize("volunteer", ["", "nonsense", "274c3f9d-fe6c-4d72-8cbb-aadfbef0402e"])
def test_nonsense_is_not_found(desk, rosa, volunteer):
    address = reverse("admin:volunteers_match_propose", args=[rosa.pk])
    assert desk.post(address, {"volunteer": volunteer}).status_code == 404


def test_the_screen_costs_the_same_however_many_volunteers(
    desk, rosa, amy, site_a, django_assert_num_queries
):
    desk.get(screen(rosa))
    with django_assert_num_queries(20):
        desk.get(screen(rosa))
    for _ in range(3):
        free_volunteer(site_a)
        make.VolunteerFactory(site=site_a)
    with django_assert_num_queries(20):
        desk.get(screen(rosa))


def test_who_is_not_waiting_has_no_matching_screen(desk, bob):
    active = bob.volunteer.match_set.get().referral
    active.status = Status.MATCHED
    active.save()
    answer = desk.get(screen(active))
    assert answer.url == reverse("admin:referrals_referral_change", args=[active.pk])


def test_volunteers_of_another_site_are_not_shown(desk, rosa, site_b):
    far = free_volunteer(site_b, first_name=CANARY, travels_to=["WA7"])
    assert CANARY not in text(desk.get(screen(rosa)))
    address = reverse("admin:volunteers_match_propose", args=[rosa.pk])
    assert desk.post(address, {"volunteer": far.pk}).status_code == 404


# --- Both agreements ------------------------------------------------------------------------
def test_from_a_proposal_to_an_ending_on_one_page(desk, rosa, proposal):
    desk.post(do(proposal, "volunteer-agrees"))
    desk.post(do(proposal, "parent-agrees"), {"means": "by_phone"})
    rosa.refresh_from_db()
    assert rosa.status == Status.MATCHED
    today = clock.today()
    desk.post(
        do(proposal, "log-session"),
        {
            "kind": "phone",
            "attendance": "happened",
            "minutes": "45",
            "held_on_day": today.day,
            "held_on_month": today.month,
            "held_on_year": today.year,
        },
    )
    assert Session.objects.get().minutes == 45
    long_before = text(desk.post(do(proposal, "end"), {"reason": "completed"}))
    assert "choose “She wanted to stop earlier”" in long_before
    type(rosa).objects.update(planned_end_on=today)
    desk.post(do(proposal, "end"), {"reason": "completed"})
    rosa.refresh_from_db()
    assert (rosa.status, rosa.closed_reason) == (Status.CLOSED, "completed")
    page = text(desk.get(reverse("admin:volunteers_match_change", args=[proposal.pk])))
    assert "It came to its planned end" in page
    assert do(proposal, "end") not in page
    assert do(proposal, "her-feedback") in page


def test_before_the_volunteer_has_agreed_there_is_no_yes_of_hers_to_record(desk, proposal):
    page = text(desk.get(reverse("admin:volunteers_match_change", args=[proposal.pk])))
    assert "The volunteer says yes" in page
    assert do(proposal, "parent-agrees") not in page
    desk.post(do(proposal, "parent-agrees"), {"means": "by_phone"})
    proposal.refresh_from_db()
    assert proposal.status == MatchStatus.PROPOSED


def test_known_risks_are_looked_at_before_an_ending(desk, rosa, proposal):
    rosa.known_risks = "A worry"
    rosa.save()
    desk.post(do(proposal, "volunteer-agrees"))
    desk.post(do(proposal, "parent-agrees"), {"means": "by_phone"})
    refused = text(desk.post(do(proposal, "end"), {"reason": "completed"}))
    assert "Known risks were named" in refused
    desk.post(do(proposal, "end"), {"reason": "ended_early", "risks_reviewed": "on"})
    proposal.refresh_from_db()
    assert proposal.status == MatchStatus.ENDED


def test_a_private_note_is_read_by_the_coordinator_alone(desk, signed_in, proposal):
    desk.post(do(proposal, "volunteer-declines"), {"safety_reason": CANARY})
    address = reverse("admin:volunteers_match_change", args=[proposal.pk])
    assert CANARY in text(desk.get(address))
    assert "A volunteer told you something in private" in text(desk.get("/admin/"))
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
    client = signed_in(lead)
    assert CANARY not in text(client.get(address))
    assert "in private" not in text(client.get("/admin/"))


def test_a_private_note_is_seen_to_and_leads_to_a_concern(desk, proposal):
    desk.post(do(proposal, "volunteer-declines"), {"safety_reason": CANARY})
    address = reverse("admin:volunteers_match_change", args=[proposal.pk])
    assert f"/staff/concern/?about={proposal.referral_id}" in text(desk.get(address))
    assert "Read it, and say so there" in text(desk.get("/admin/"))
    desk.post(do(proposal, "see-note"))
    assert AuditEvent.objects.filter(action="match.private_note_seen").count() == 1
    assert "Read it, and say so there" not in text(desk.get("/admin/"))
    seen = text(desk.get(address))
    assert CANARY in seen and "I have seen it" not in seen


# --- Volunteers -----------------------------------------------------------------------------
def test_a_volunteer_is_added_checked_and_made_available(desk, site_a):
    desk.post(
        reverse("admin:volunteers_volunteer_add"),
        {
            "first_name": "Amy",
            "last_name": "Example",
            "email": "amy@post.example",
            "postcode": "WA7",
            "site": site_a.pk,
        },
    )
    amy = Volunteer.objects.get()
    desk.post(do(amy, "take-over"))
    assert "Training completed" in text(desk.get(do(amy, "sign-off")))
    for kind in ("dbs", "training", "reference", "reference"):
        said = {"issued_on_day": 1, "issued_on_month": 2, "issued_on_year": 2025}
        said |= {"level": make.USUAL_LEVELS.get(kind, ""), **SEEN}
        desk.post(do(amy, "record-check"), {"kind": kind} | said)
    desk.post(do(amy, "sign-off"))
    amy.refresh_from_db()
    assert (amy.status, Check.objects.count()) == (VolunteerStatus.AVAILABLE, 4)


def test_what_she_offers_is_changed(desk, amy, site_a):
    desk.post(
        reverse("admin:volunteers_volunteer_edit", args=[amy.pk]),
        {
            "site": site_a.pk,
            "capacity": "2",
            "days": ["0", "6"],
            "background": "sikh",
            "roles": "one_to_one",
            "languages": "English, polish\nEnglish",
            "formats": ["phone"],
            "travels_to": "wa7, WA8 1AB",
            "experience": ["birth"],
        },
    )
    amy.refresh_from_db()
    assert (amy.capacity, amy.languages, amy.travels_to, amy.times) == (
        2,
        ["English", "Polish"],
        ["WA7", "WA8"],
        [],
    )


def test_districts_that_are_none_are_named(desk, amy, site_a):
    address = reverse("admin:volunteers_volunteer_edit", args=[amy.pk])
    said = {"site": site_a.pk, "capacity": "1", "languages": "English", "travels_to": "Mars"}
    assert "Enter the first parts of postcodes" in text(desk.post(address, said))


@pytest.mark.parametrize("more", [0, 2])
def test_lists_cost_the_same_however_long(
    desk, amy, proposal, site_a, more, django_assert_num_queries
):
    for _ in range(more):
        make.MatchFactory(volunteer=free_volunteer(site_a), referral__site=site_a)
    volunteers, matches = (
        reverse(f"admin:volunteers_{name}_changelist") for name in ("volunteer", "match")
    )
    desk.get(volunteers)
    with django_assert_num_queries(8):
        desk.get(volunteers)
    with django_assert_num_queries(6):
        desk.get(matches)


# --- Today ----------------------------------------------------------------------------------
def test_today_leads_to_the_matching_screen_until_somebody_is_asked(desk, rosa, amy):
    assert screen(rosa) in text(desk.get("/admin/"))
    make.MatchFactory(referral=rosa, volunteer=amy)
    page = text(desk.get("/admin/"))
    assert screen(rosa) not in page
    assert "Amy has not answered yet" in page


def test_a_quiet_match_is_noticed_after_two_weeks(desk, bob):
    match = bob.volunteer.match_set.get()
    assert "No session logged yet" not in text(desk.get("/admin/"))
    Match.objects.update(started_at=clock.now() - dt.timedelta(days=15))
    assert "No session logged yet" in text(desk.get("/admin/"))
    Session.objects.create(
        match=match,
        held_on=clock.today() - dt.timedelta(days=13),
        kind="phone",
        minutes=30,
        logged_at=clock.now(),
        logged_by=bob,
    )
    page = text(desk.get("/admin/"))
    assert "Ask how they are" not in page


def test_an_enquiry_is_on_today(desk, site_a):
    make.VolunteerFactory(site=site_a, first_name="Newcomer", status=VolunteerStatus.ENQUIRY)
    assert "Newcomer" in text(desk.get("/admin/"))


def test_a_volunteer_is_found_by_name(desk, amy):
    assert "Amy" in text(desk.post("/admin/search/", {"text": "amy"}))


# --- Who may not ----------------------------------------------------------------------------
def addresses(rosa, amy, proposal) -> list[str]:
    return [
        screen(rosa),
        reverse("admin:volunteers_match_propose", args=[rosa.pk]),
        reverse("admin:volunteers_match_change", args=[proposal.pk]),
        do(proposal, "volunteer-agrees"),
        reverse("admin:volunteers_volunteer_change", args=[amy.pk]),
        do(amy, "leave"),
    ]


def test_another_site_sees_nothing(signed_in, charlie, rosa, amy, proposal):
    client = signed_in(charlie)
    for address in addresses(rosa, amy, proposal):
        for call in (client.get, client.post):
            assert call(address, {"volunteer": amy.pk}).status_code == 404
    for page in ("/admin/", "/admin/volunteers/volunteer/", "/admin/volunteers/match/"):
        assert "Amy" not in text(client.get(page))
    assert str(amy.pk) not in text(client.post("/admin/search/", {"text": "Amy"}))


def test_a_volunteer_has_no_desk(signed_in, bob, rosa, amy, proposal):
    client = signed_in(bob)
    for address in addresses(rosa, amy, proposal):
        assert client.get(address).status_code == 404
        assert client.post(address, {"volunteer": amy.pk}).status_code == 404


def test_a_manager_sees_volunteers_and_no_mum(signed_in, dana, rosa, amy, proposal):
    client = signed_in(dana)
    shown = text(client.get(reverse("admin:volunteers_volunteer_change", args=[amy.pk])))
    assert "Amy" in shown
    assert "Rosa" not in shown
    assert re.findall("/do/([a-z-]+)/", shown) == ["invite"], "her sign-in, and nothing else"
    assert client.get(screen(rosa)).status_code == 404


def test_a_lead_sees_matches_and_proposes_nobody(signed_in, rosa, amy, proposal):
    client = signed_in(person("lead@staff.example", Role.SAFEGUARDING_LEAD))
    page = text(client.get(reverse("admin:volunteers_match_change", args=[proposal.pk])))
    assert "/do/" not in page
    assert "Propose" not in text(client.get(screen(rosa)))


def test_an_accepted_referral_shows_the_way_to_the_matching_screen_until_somebody_is_asked(
    desk, rosa, amy
):
    her_page = reverse("admin:referrals_referral_change", args=[rosa.pk])
    assert screen(rosa) in text(desk.get(her_page))
    make.MatchFactory(referral=rosa, volunteer=amy)
    assert screen(rosa) not in text(desk.get(her_page))

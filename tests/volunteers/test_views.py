"""The public enquiry, and a volunteer's pages on her phone."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.messages import outbox
from referrals import genuine
from referrals.enums import ContactChannel, Means
from tests import factories as make
from tests.conftest import person
from volunteers import actions
from volunteers.enums import EndReason, MatchStatus
from volunteers.fitting_words import LIVED_THROUGH
from volunteers.forms.public import stamp
from volunteers.models import Match, Session, Volunteer
from volunteers.wording import NOT_GOING_AHEAD

CANARY = "Kanarienvogel"
ENQUIRY = {
    "first_name": "Amy",
    "last_name": "Example",
    "email": "amy@post.example",
    "phone": "07700 900123",
    "postcode": "wa7 1ab",
    "why": "I have been there",
    "homepage": "",
}


# --- The enquiry ----------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def opened_a_minute_ago(monkeypatch):
    minute = dt.timedelta(minutes=1)
    monkeypatch.setitem(ENQUIRY, "opened_at", stamp(clock.now() - minute))


def test_an_enquiry_is_sent_and_thanked(client, site_a):
    answer = client.post("/volunteer/ask/", ENQUIRY)
    assert (answer.status_code, answer.url) == (302, "/volunteer/ask/sent/")
    assert "Thank you" in client.get(answer.url).content.decode()
    amy = Volunteer.objects.get()
    assert (amy.first_name, amy.phone, amy.site) == ("Amy", "+447700900123", site_a)


def test_whoever_writes_again_reads_the_same_and_it_is_true_for_both(client, site_a, mailoutbox):
    thanked = [client.post("/volunteer/ask/", ENQUIRY, follow=True).content for _ in range(2)]
    assert thanked[0] == thanked[1]
    assert b"The first time you write to us, an e-mail tells you" in thanked[0]
    outbox.drain()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": ""},
        {"first_name": "x" * 10_000},
        {"email": "amy"},
        {"phone": "12"},
        {"postcode": "nowhere"},
        {"homepage": "http://spam.example"},
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(client, site_a, wrong):
    page = client.post("/volunteer/ask/", ENQUIRY | wrong).content.decode()
    assert "There is a problem" in page
    assert "I have been there" in page
    assert not Volunteer.objects.exists()


def test_odd_letters_are_kept_and_nul_is_dropped(client, site_a):
    client.post("/volunteer/ask/", ENQUIRY | {"first_name": "Zo\x00ë 🌱"})
    assert Volunteer.objects.get().first_name == "Zoë 🌱"


def test_known_and_unknown_addresses_see_the_same(client, site_a):
    answers = [client.post("/volunteer/ask/", ENQUIRY) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, "/volunteer/ask/sent/")
    ] * 2
    assert Volunteer.objects.count() == 1


@pytest.mark.parametrize("opened", [None, "forged", 0])
def test_faster_than_a_person_it_waits_and_loses_nothing(client, site_a, opened):
    said = stamp(clock.now()) if opened == 0 else opened or ""
    page = client.post("/volunteer/ask/", ENQUIRY | {"opened_at": said}).content.decode()
    assert "That was very quick" in page
    assert "I have been there" in page
    assert not Volunteer.objects.exists()
    again = re.search(r'name="opened_at" value="([^"]+)"', page)[1]
    with clock.standing_at(clock.now() + dt.timedelta(seconds=5)):
        assert client.post("/volunteer/ask/", ENQUIRY | {"opened_at": again}).status_code == 302


def test_a_flood_from_one_place_has_to_wait(client, site_a, monkeypatch):
    monkeypatch.setitem(genuine.TOO_MANY, "volunteer", 2)
    for place in range(4):
        page = client.post("/volunteer/ask/", ENQUIRY | {"email": f"amy+{place}@post.example"})
    assert "Please send it again in an hour" in page.content.decode()
    assert Volunteer.objects.count() == 2


# --- Her pages ------------------------------------------------------------------------------
@pytest.fixture
def match(bob):
    """Bob's active match, with words in it that must never be seen too early."""
    match = bob.volunteer.match_set.get()
    parent = match.referral.parent
    parent.called = CANARY
    parent.save()
    make.SafeContactFactory(
        parent=parent,
        channel=ContactChannel.PHONE,
        address="+447700900456",
        us="Robin from the library",
    )
    match.referral.handover_note = "Café only"
    match.referral.save()
    return match


@pytest.fixture
def proposed(match):
    Match.objects.filter(pk=match.pk).update(
        status=MatchStatus.PROPOSED,
        started_at=None,
        volunteer_agreed_at=None,
        parent_agreed_at=None,
        reasons=["Also felt low"],
    )
    match.refresh_from_db()
    return match


@pytest.fixture
def phone(signed_in, bob):
    return signed_in(bob)


def page(client, name, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_her_page_shows_her_mums(phone, match):
    assert CANARY in page(phone, "staff-home")


def test_a_mums_page_says_how_to_reach_her_safely(phone, match):
    shown = page(phone, "own-mum", match.pk)
    for words in (
        CANARY,
        "tel:+447700900456",
        "07700 900456",
        "Robin from the library",
        "Do not leave a voicemail",
        "Café only",
    ):
        assert words in shown


def test_before_both_agree_there_is_no_name_and_no_contact(phone, proposed):
    """Not on any page she can open, before or after her own yes."""
    for _ in range(2):
        for shown in (page(phone, "staff-home"), page(phone, "own-proposal", proposed.pk)):
            for secret in (CANARY, "900456", "Robin from the library", "Café only"):
                assert secret not in shown
            assert "WA7" in shown
        assert phone.get(reverse("own-mum", args=[proposed.pk])).status_code == 404
        assert phone.get(reverse("own-log-session", args=[proposed.pk])).status_code == 404
        phone.post(reverse("own-proposal-yes", args=[proposed.pk]))
    shown = page(phone, "own-proposal", proposed.pk)
    assert "Also felt low" not in shown
    assert LIVED_THROUGH in shown


def test_she_says_yes(phone, proposed):
    answer = phone.post(reverse("own-proposal-yes", args=[proposed.pk]), follow=True)
    assert "We ask her now" in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.volunteer_agreed_at is not None


def test_a_look_says_nothing(phone, proposed):
    assert phone.get(reverse("own-proposal-yes", args=[proposed.pk])).status_code == 405
    page(phone, "own-proposal-no", proposed.pk)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.volunteer_agreed_at) == (MatchStatus.PROPOSED, None)


def test_she_says_no_with_a_private_reason(phone, proposed):
    answer = phone.post(
        reverse("own-proposal-no", args=[proposed.pk]),
        {"safety_reason": "He knows my brother"},
        follow=True,
    )
    shown = answer.content.decode()
    assert "You don’t need to say why" in shown
    assert NOT_GOING_AHEAD not in shown
    proposed.refresh_from_db()
    assert (proposed.status, proposed.safety_note) == (
        MatchStatus.NOT_GOING_AHEAD,
        "He knows my brother",
    )
    assert phone.get(reverse("own-proposal", args=[proposed.pk])).status_code == 404


def test_the_sentence_is_the_same_whatever_the_reason(phone, proposed, alice):
    """Her no and a change of plan give the same page, but for the tokens in its forms."""
    pages = []
    for end in (actions.parent_declines, actions.withdraw_proposal):
        match = (
            proposed
            if not pages
            else make.MatchFactory(
                volunteer=proposed.volunteer,
                referral__site=proposed.volunteer.site,
                proposed_at=proposed.proposed_at,
            )
        )
        actions.volunteer_agrees(match=match, by=acting(alice), now=clock.now())
        end(match=match, by=acting(alice), now=clock.now() - dt.timedelta(days=1))
        shown = page(phone, "staff-home")
        pages.append(shown[shown.index("<h1") : shown.index("</main>")])
        Match.objects.filter(pk=match.pk).update(status_since=clock.now() - dt.timedelta(days=15))
    assert pages[0] == pages[1]
    assert NOT_GOING_AHEAD in pages[0]


SESSION = {"kind": "phone", "attendance": "happened", "minutes": "30", "note": "", "session_id": ""}


def on(day: dt.date) -> dict:
    return {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}


def test_a_session_is_logged_in_a_few_taps(phone, match):
    address = reverse("own-log-session", args=[match.pk])
    form = phone.get(address).context["form"]
    assert form["held_on"].value() == clock.today()
    sent = SESSION | on(clock.today()) | {"session_id": form["session_id"].value()}
    for _ in range(2):  # a double tap
        assert phone.post(address, sent).url == reverse("staff-home")
    session = Session.objects.get()
    assert (session.kind, session.minutes, session.logged_by) == ("phone", 30, phone_user(phone))
    assert "30 minutes" in page(phone, "own-mum", match.pk)
    assert "30 minutes" in page(phone, "own-sessions")


def phone_user(client):
    return client.get("/staff/").wsgi_request.user


def test_a_session_that_fell_through_needs_no_length(phone, match):
    sent = SESSION | on(clock.today()) | {"attendance": "she_cancelled", "minutes": ""}
    phone.post(reverse("own-log-session", args=[match.pk]), sent)
    assert Session.objects.get().minutes == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose how you met or talked"),
        ({"minutes": ""}, "Choose how long it took"),
        ({"held_on_day": "31", "held_on_month": "2"}, "not a real date"),
        ({"held_on_year": "2100"}, "must be today or in the past"),
        ({"held_on_year": "2001"}, "before you and she were put together"),
    ],
)
def test_a_wrong_log_is_explained_and_kept(phone, match, wrong, words):
    sent = SESSION | on(clock.today()) | {"note": "We laughed"} | wrong
    shown = phone.post(reverse("own-log-session", args=[match.pk]), sent).content.decode()
    assert words in shown
    assert "We laughed" in shown
    assert not Session.objects.exists()


# --- Who may --------------------------------------------------------------------------------
OF_A_MATCH = [
    "own-proposal",
    "own-proposal-yes",
    "own-proposal-no",
    "own-mum",
    "own-log-session",
]


@pytest.mark.parametrize("name", OF_A_MATCH)
@pytest.mark.parametrize("state", ["match", "proposed"])
def test_nobody_else_opens_her_pages(request, signed_in, site_a, alice, charlie, name, state):
    match = request.getfixturevalue(state)
    other = person("other@post.example", Role.VOLUNTEER, site=site_a)
    make.VolunteerFactory(site=site_a, user=other)
    for user in (alice, charlie, other):
        client = signed_in(user)
        assert client.get(reverse(name, args=[match.pk])).status_code == 404
        assert client.post(reverse(name, args=[match.pk])).status_code in (404, 405)
    match.refresh_from_db()
    assert match.status in (MatchStatus.ACTIVE, MatchStatus.PROPOSED)


@pytest.mark.parametrize("name", OF_A_MATCH)
def test_a_visitor_is_sent_to_sign_in(client, match, name):
    answer = client.get(reverse(name, args=[match.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", OF_A_MATCH)
def test_when_it_has_ended_everything_is_gone(phone, match, alice, name):
    actions.log_session(
        match=match,
        held_on=clock.today(),
        kind="phone",
        minutes=15,
        by=acting(alice),
        now=clock.now(),
    )
    Match.objects.filter(pk=match.pk).update(
        status=MatchStatus.ENDED, ended_at=clock.now(), end_reason=EndReason.COMPLETED
    )
    for call in (phone.get, phone.post):
        assert call(reverse(name, args=[match.pk])).status_code in (404, 405)
    for own in ("staff-home", "own-sessions"):
        assert CANARY not in page(phone, own)


def test_who_is_no_volunteer_any_more_sees_nothing(phone, match, bob):
    bob.membership_set.update(ended_on=clock.today())
    assert CANARY not in page(phone, "staff-home")
    assert phone.get(reverse("own-mum", args=[match.pk])).status_code == 404


def test_an_unknown_match_is_not_found(phone, match):
    assert phone.get(reverse("own-mum", args=[uuid4()])).status_code == 404


def test_staff_are_sent_to_their_workplace(signed_in, alice):
    answer = signed_in(alice).get("/staff/")
    assert (answer.status_code, answer.url) == (302, reverse("admin:index"))


def test_agreed_on_the_phone_she_appears_on_the_page(phone, proposed, alice, site_a):
    for kind in ("dbs", "training"):
        make.CheckFactory(volunteer=proposed.volunteer, kind=kind)
    phone.post(reverse("own-proposal-yes", args=[proposed.pk]))
    actions.parent_agrees(match=proposed, means=Means.BY_PHONE, by=acting(alice), now=clock.now())
    assert CANARY in page(phone, "staff-home")


@pytest.mark.parametrize("mums", [1, 3])
def test_her_page_costs_the_same_however_many_mums(
    phone, bob, match, mums, django_assert_num_queries
):
    for _ in range(mums - 1):
        make.MatchFactory(volunteer=bob.volunteer, referral__site=bob.volunteer.site, active=True)
    phone.get("/staff/")
    with django_assert_num_queries(22):
        phone.get("/staff/")

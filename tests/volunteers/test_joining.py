"""How a volunteer comes to us: her application, the people who know her, and the sign-off."""

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from pim import clock
from pim.access.audit import VISITOR, acting
from pim.errors import DomainError
from pim.forms.fields import Postcode, postcode_index
from pim.messages import notices, outbox
from pim.models import AuditEvent, Message
from referrals.models import Draft
from tests import factories as make
from tests.pim.looking import follow, look, send
from volunteers import actions, queries
from volunteers.applications import Applied, Referee
from volunteers.enums import (
    CheckKind,
    CheckLevel,
    InterviewOutcome,
    Verdict,
    VolunteerStatus,
    WhyCover,
)
from volunteers.models import (
    Application,
    CoverNeed,
    Interview,
    Reference,
    Volunteer,
    VolunteerEvent,
)
from volunteers.today import joining as today

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel"
PAGES = {
    "adult": {"is_adult": "yes"},
    "name": {"first_name": "Amy", "last_name": "Example"},
    "email": {"email": "amy@post.example"},
    "phone": {"phone": "07700 900123"},
    "place": {"postcode": "wa7 1ab"},
    "why": {"why": "I have been there"},
    "story": {"own_story": CANARY},
    "before": {},
    "ways": {"formats": ["phone", "out"]},
    "times": {"times": ["evening"], "days": ["0", "2"]},
    "languages": {"languages": "English, polish"},
    "training": {"could_train": ["evening"]},
    "needs": {},
    "check-of-records": {"agrees_to_check": "yes"},
    "talk": {},
    "first-person": {
        "one_name": "Ria Boss",
        "one_relationship": "My manager",
        "one_email": "ria@work.example",
    },
    "second-person": {
        "two_name": "Sam Friend",
        "two_relationship": "A friend",
        "two_phone": "07700 900456",
        "homepage": "",
    },
}
ANSWERS = {"known_for": "six years", "strengths": f"Kind {CANARY}", "would_trust": "yes"}
AMY = Applied(
    first_name="Amy",
    last_name="Example",
    email="amy@post.example",
    phone="+447700900123",
    postcode=Postcode("WA7 1AB"),
    is_adult=True,
    agrees_to_check=True,
    referees=(
        Referee("Ria Boss", "ria@work.example", "", "My manager"),
        Referee("Sam Friend", "sam@post.example", "", "A friend"),
    ),
)


@pytest.fixture
def by(alice):
    return acting(alice)


def fill_in(client, pages=PAGES) -> None:
    for slug, answers in pages.items():
        client.post(f"/volunteer/apply/{slug}/", answers)


def time_passes() -> None:
    Draft.objects.update(started_at=F("started_at") - dt.timedelta(minutes=5))


def apply(**told) -> Volunteer:
    return actions.apply(applied=replace(AMY, **told), by=VISITOR, now=clock.now())


def do(record, key: str) -> str:
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_do"
    return reverse(name, args=[record.pk, key])


# --- The public form ------------------------------------------------------------------------
def test_she_applies_page_by_page_and_it_is_sent_once(client, site_a, mailoutbox):
    fill_in(client)
    time_passes()
    check = client.get("/volunteer/apply/check/").content.decode()
    assert all(
        word in check
        for word in (
            "Amy",
            CANARY,
            "Ria Boss",
            "07700 900456",
            "Monday, Wednesday",
            "English, Polish",
        )
    )
    sent = [client.post("/volunteer/apply/check/").url for _ in range(2)]
    assert sent == ["/volunteer/apply/sent/"] * 2
    amy = Volunteer.objects.get()
    assert (amy.status, amy.site, amy.postcode) == ("application", site_a, "WA7 1AB")
    assert (amy.days, amy.languages) == ([0, 2], ["English", "Polish"])
    assert amy.application.own_story == CANARY
    assert sorted(amy.reference_set.values_list("name", flat=True)) == ["Ria Boss", "Sam Friend"]
    draft = Draft.objects.get()
    assert (draft.answers, draft.referral) == (None, None)
    outbox.drain()
    assert [mail.to for mail in mailoutbox] == [["amy@post.example"]]
    assert client.get("/volunteer/apply/").url == "/volunteer/apply/adult/", "for a friend"


def test_faster_than_a_person_it_waits_and_loses_nothing(client, site_a):
    fill_in(client)
    assert "That was very quick" in client.post("/volunteer/apply/check/").content.decode()
    assert not Volunteer.objects.exists()
    time_passes()
    client.post("/volunteer/apply/check/")
    assert Volunteer.objects.count() == 1


def test_under_18_nothing_can_be_sent(client, site_a):
    fill_in(client, PAGES | {"adult": {"is_adult": "no"}})
    page = client.get("/volunteer/apply/check/", follow=True).content.decode()
    assert "For this you have to be 18" in page
    assert "You have to be 18 or over" in client.get("/volunteer/").content.decode()


@pytest.mark.parametrize(
    ("slug", "wrong", "says"),
    [
        ("first-person", {"one_email": ""}, "Give an e-mail address or a phone number"),
        ("first-person", {"one_email": "AMY@post.example"}, "address of somebody else"),
        ("first-person", {"one_phone": "+44 7700 900123"}, "number of somebody else"),
        ("second-person", {"two_name": " ria  boss"}, "Name somebody else"),
        ("ways", {"formats": []}, "Choose at least one way"),
        ("second-person", {"two_email": "ria@work.example"}, "address of somebody else"),
        ("second-person", {"homepage": "http://spam.example"}, "Leave the last box empty"),
    ],
)
def test_whom_we_cannot_ask_is_named_at_once(client, site_a, slug, wrong, says):
    fill_in(client)
    shown = client.post(f"/volunteer/apply/{slug}/", PAGES[slug] | wrong).content.decode()
    assert says in shown


def test_she_saves_it_and_comes_back_with_her_link_and_her_word(client, site_a, mailoutbox):
    fill_in(client, {slug: PAGES[slug] for slug in ("adult", "name", "email")})
    assert client.post("/volunteer/apply/phone/", {"save": "x"}).url == "/volunteer/apply/save/"
    refused = client.post("/volunteer/apply/save/", {"word": "Example"})
    assert b"There is a problem" in refused.content, "her own name is no secret"
    saved = client.post(
        "/volunteer/apply/save/", {"word": "marmalade", "email": "amy@post.example"}, follow=True
    )
    link = re.search(r"/back/[\w-]+/", saved.content.decode())[0]
    assert (
        client.get("/volunteer/apply/phone/", follow=True).redirect_chain[-1][0].endswith("/adult/")
    )
    asked = client.get(link, follow=True).content.decode()
    assert "/volunteer/ask/" in asked
    assert client.post("/back/", {"word": "Marmalade"}).url == "/volunteer/apply/"
    assert client.get("/volunteer/apply/", follow=True).redirect_chain[-1][0].endswith("/phone/")
    outbox.drain()
    assert "/back/" in mailoutbox[0].body


def test_the_way_out_and_clearing_take_it_off_this_browser(client, site_a):
    fill_in(client, {"adult": PAGES["adult"]})
    assert client.post("/volunteer/apply/clear/").url == "/volunteer/cleared/"
    assert "/volunteer/" in client.get("/volunteer/cleared/").content.decode()
    fill_in(client, {"adult": PAGES["adult"]})
    client.post("/out/")
    assert list(Draft.objects.values_list("answers", flat=True)) == [None, None]


# --- One person -----------------------------------------------------------------------------
def test_an_enquiry_and_an_application_are_one_volunteer(site_a):
    asked = actions.enquire(
        first_name="Amy", last_name="E", email=" AMY@post.example", by=VISITOR, now=clock.now()
    )
    amy = apply()
    assert amy == asked
    assert (amy.last_name, amy.status, amy.reference_set.count()) == ("Example", "application", 2)
    assert (
        actions.enquire(
            first_name="Eve", last_name="E", email=AMY.email, by=VISITOR, now=clock.now()
        )
        == amy
    )


def test_what_we_have_stands_when_somebody_applies_in_her_name(site_a, desk):
    amy = apply()
    Application.objects.update(own_story="mine")
    actions.apply(
        applied=Applied(**vars(AMY) | {"first_name": "Eve", "own_story": "Eve's"}),
        by=VISITOR,
        now=clock.now(),
    )
    amy.refresh_from_db()
    assert (amy.first_name, amy.application.own_story, amy.reference_set.count()) == (
        "Amy",
        "mine",
        2,
    )
    assert AuditEvent.objects.filter(action="volunteer.applied_again").exists()
    shown = text(desk.get(reverse("admin:volunteers_volunteer_change", args=[amy.pk])))
    assert "Sent again from her address" in shown
    assert "Her own time as a new mum: Eve&#x27;s" in shown


def test_the_page_of_thanks_is_the_same_for_known_and_unknown(client, site_a):
    pages = [client.get("/volunteer/apply/sent/").content]
    apply()
    pages.append(client.get("/volunteer/apply/sent/").content)
    assert pages[0] == pages[1]


def test_who_comes_by_the_address_of_one_who_left_gets_a_record_of_her_own(site_a, alice, by):
    amy = interviewed(apply(), by)
    actions.leave(volunteer=amy, by=by, now=clock.now())
    came = apply(first_name="Eve", phone="+447700900999")
    amy.refresh_from_db()
    assert (amy.first_name, amy.status, came.first_name) == ("Amy", "left", "Eve")
    assert not met(came)["interview"] and came.check_set.count() == 0
    assert list(queries.with_the_same_address(came, alice)) == [amy]
    assert apply(first_name="Eve") == came, "the newest of an address is asked first"


def test_an_enquiry_is_not_written_over_by_another_name(site_a, by):
    asked = {"last_name": "", "email": AMY.email, "by": VISITOR, "now": clock.now()}
    amy = actions.enquire(first_name=AMY.first_name.upper(), **asked)
    eve = apply(first_name="Eve")
    assert (eve == amy, Volunteer.objects.get(pk=amy.pk).status) == (False, "enquiry")


# --- Her way --------------------------------------------------------------------------------
def interviewed(volunteer, by, outcome=InterviewOutcome.GO_ON) -> Volunteer:
    now = clock.now()
    actions.record_interview(
        volunteer=volunteer, held_on=clock.today(), outcome=outcome, note=CANARY, by=by, now=now
    )
    return Volunteer.objects.get(pk=volunteer.pk)


def judged(volunteer, by, verdict=Verdict.FINE) -> None:
    for reference in volunteer.reference_set.all():
        done = {"reference": reference, "now": clock.now()}
        actions.answer_reference(known_for="long", would_trust=True, by=VISITOR, **done)
        actions.judge_reference(verdict=verdict, by=by, **done)


def check(volunteer, by, kind, level="") -> None:
    make.CheckFactory(volunteer=volunteer, kind=kind, level=level, seen_by=by.user)


papers = {CheckKind.DBS: CheckLevel.ENHANCED_BARRED, CheckKind.TRAINING: ""}


def met(volunteer) -> dict[str, bool]:
    return {one.key: one.met for one in queries.readiness(volunteer, clock.today())}


@pytest.mark.parametrize("missing", ["interview", "references", "dbs", "training"])
def test_the_sign_off_names_what_is_missing_and_nothing_less_will_do(site_a, by, missing):
    amy = apply()
    if missing == "interview":
        Volunteer.objects.filter(pk=amy.pk).update(status=VolunteerStatus.CHECKING)
    else:
        amy = interviewed(amy, by)
    judged(amy, by, Verdict.NOT_ENOUGH if missing == "references" else Verdict.FINE)
    for kind, level in papers.items():
        if kind != missing:
            check(amy, by, kind, level)
    assert [key for key, is_met in met(amy).items() if not is_met] == [missing]
    with pytest.raises(DomainError, match="Still missing"):
        actions.sign_off(volunteer=amy, by=by, now=clock.now())


def test_every_step_is_dated_and_the_last_one_bears_a_name(site_a, by):
    amy = interviewed(apply(), by)
    actions.start_training(volunteer=amy, by=by, now=clock.now())
    for kind, level in papers.items():
        check(amy, by, kind, level)
    judged(amy, by)
    amy.refresh_from_db()
    assert amy.status == VolunteerStatus.SIGN_OFF
    with pytest.raises(DomainError, match="under her own name"):
        actions.sign_off(volunteer=amy, by=VISITOR, now=clock.now())
    actions.sign_off(volunteer=amy, by=by, now=clock.now())
    steps = VolunteerEvent.objects.filter(volunteer=amy).order_by("pk")
    assert [step.to_status for step in steps] == [
        "application",
        "interview",
        "checking",
        "training",
        "sign_off",
        "available",
    ]
    assert steps.last().actor == by.user


def test_whom_the_charity_had_before_is_taken_over_with_her_papers(site_a, by):
    amy = make.VolunteerFactory(site=site_a, status=VolunteerStatus.ENQUIRY)
    amy = actions.take_over(volunteer=amy, by=by, now=clock.now())
    assert "interview" not in met(amy)
    for kind, level in papers.items():
        check(amy, by, kind, level)
    check(amy, by, CheckKind.REFERENCE)
    with pytest.raises(DomainError, match="Two references"):
        actions.sign_off(volunteer=amy, by=by, now=clock.now())
    check(amy, by, CheckKind.REFERENCE)
    assert actions.sign_off(volunteer=amy, by=by, now=clock.now()).status == "available"


@pytest.mark.parametrize(
    ("outcome", "leads_to"), [("talk_again", "interview"), ("not_now", "left")]
)
def test_an_interview_may_lead_elsewhere(site_a, by, outcome, leads_to):
    assert interviewed(apply(), by, outcome).status == leads_to


def test_leaving_raises_cover_and_waits_until_nobody_is_left_with_her(bob, by):
    her = bob.volunteer
    on = clock.today() + dt.timedelta(days=20)
    actions.announce_leaving(volunteer=her, leaves_on=on, by=by, now=clock.now())
    assert CoverNeed.objects.get().why == WhyCover.LEAVING
    with pytest.raises(DomainError, match="still has mums"):
        actions.leave(volunteer=her, by=by, now=clock.now())


def test_a_break_keeps_its_day_and_is_over_only_with_valid_checks(bob, by):
    her, now = bob.volunteer, clock.now()
    on = clock.today() + dt.timedelta(days=20)
    her = actions.take_break(volunteer=her, back_on=on, needs_cover=True, by=by, now=now)
    assert (her.status, her.back_on) == ("on_break", on)
    assert CoverNeed.objects.get().why == WhyCover.BREAK
    with pytest.raises(DomainError, match="Missing or out of date"):
        actions.come_back(volunteer=her, by=by, now=now)
    for kind, level in papers.items():
        check(her, by, kind, level)
    assert actions.come_back(volunteer=her, by=by, now=now).back_on is None


# --- The people who know her ----------------------------------------------------------------
@pytest.fixture
def asked(site_a, by):
    amy = interviewed(apply(), by)
    actions.ask_references(volunteer=amy, by=by, now=clock.now())
    return Reference.objects.get(name="Ria Boss")


def link_in(mail) -> str:
    return re.search(r"/reference/[\w-]{22}/", mail.body)[0]


def test_a_link_opens_often_answers_once_and_is_dead_for_everybody_after(client, asked, mailoutbox):
    outbox.drain()
    mail = next(mail for mail in mailoutbox if mail.to == ["ria@work.example"])
    assert CANARY not in mail.body
    link = link_in(mail)
    for _ in range(3):
        assert client.get(link).url == "/reference/"
    assert "About Amy Example" in client.get("/reference/").content.decode()
    assert not Reference.objects.filter(answered_at__isnull=False).exists()
    assert client.post("/reference/", ANSWERS).url == "/reference/thank-you/"
    assert client.post("/reference/", ANSWERS).url == "/reference/thank-you/"  # pressed twice
    assert Client().post("/reference/", ANSWERS).status_code == 404
    with clock.standing_at(clock.now() + dt.timedelta(minutes=10)):
        assert client.post("/reference/", ANSWERS).status_code == 404
    dead = [client.get(address) for address in (link, "/reference/", f"/reference/{'x' * 22}/")]
    assert {answer.status_code for answer in dead} == {404}
    offers = ["Ask for a new link" in answer.content.decode() for answer in dead]
    assert offers == [True, False, True]  # without the link nothing can be sent
    assert Client().post("/reference/", {"new-link": "yes"}).status_code == 404
    asked.refresh_from_db()
    assert (asked.known_how_long, asked.would_trust) == ("six years", True)


def test_whoever_writes_for_longer_than_two_hours_loses_nothing(client, asked, mailoutbox):
    outbox.drain()
    link = link_in(next(mail for mail in mailoutbox if mail.to == ["ria@work.example"]))
    client.get(link)
    client.cookies.clear()  # as the browser does after two hours
    answer = client.post("/reference/", ANSWERS | {"strengths": "She listens, and laughs"})
    shown = answer.content.decode()
    assert answer.status_code == 404 and "Amy" not in shown
    assert "She listens, and laughs" in shown and 'value="six years"' in shown
    assert shown.index("Open the link in our e-mail again") < shown.index("<h1")
    assert not Reference.objects.filter(answered_at__isnull=False).exists()
    client.get(link)
    assert client.post("/reference/", ANSWERS).url == "/reference/thank-you/"


def test_a_new_link_goes_to_the_address_on_file_while_we_still_wait(client, asked, mailoutbox):
    outbox.drain()
    link = link_in(next(mail for mail in mailoutbox if mail.to == ["ria@work.example"]))
    told = {client.post(address).url for address in (link, f"/reference/{'x' * 22}/")}
    assert told == {"/reference/new-link/"}
    outbox.drain()
    new = [mail for mail in mailoutbox if mail.to == ["ria@work.example"]][1:]
    assert len(new) == 1
    assert link_in(new[0]) != link
    actions.answer_reference(reference=asked, known_for="long", by=VISITOR, now=clock.now())
    client.post(link)
    assert Message.objects.filter(notice=actions.REFERENCE_ASKED, object_id=asked.pk).count() == 2


def test_a_silent_referee_is_reminded_once_and_one_who_answered_is_not(asked, mailoutbox):
    sam = Reference.objects.get(name="Sam Friend")
    actions.answer_reference(reference=sam, known_for="long", by=VISITOR, now=clock.now())
    noon = dt.datetime.combine(clock.today() + dt.timedelta(days=8), dt.time(12), tzinfo=dt.UTC)
    for _ in range(2):
        with clock.standing_at(noon):
            outbox.drain()
    reminders = [mail for mail in mailoutbox if mail.subject.startswith("Still time")]
    assert [mail.to for mail in reminders] == [["ria@work.example"]]


# --- The coordinator's desk -----------------------------------------------------------------
@pytest.fixture
def desk(signed_in, alice):
    return signed_in(alice)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def waiting(queue, user) -> list[str]:
    return [row.text for row in queue(user, clock.now())]


def test_from_the_application_to_the_sign_off_at_the_desk(desk, site_a, alice):
    amy = apply()
    assert waiting(today.applications, alice) == ["Amy Example"]
    desk.post(do(amy, "invite-to-interview"))
    assert waiting(today.interviews, alice) == ["Amy Example"]
    held = {f"held_on_{part}": getattr(clock.today(), part) for part in ("day", "month", "year")}
    desk.post(do(amy, "record-interview"), held | {"outcome": "go_on"})
    assert len(waiting(today.to_chase, alice)) == 2
    desk.post(do(amy, "ask-references"))
    assert waiting(today.to_chase, alice) == []
    for reference in amy.reference_set.all():
        desk.post(do(reference, "answer"), ANSWERS)
    assert len(waiting(today.to_judge, alice)) == 2
    for reference in amy.reference_set.all():
        desk.post(do(reference, "judge"), {"verdict": "fine"})
    page = text(desk.get(reverse("admin:volunteers_volunteer_change", args=[amy.pk])))
    assert "missing for the sign-off: DBS check, Training completed" in page
    for kind, level in papers.items():
        check(amy, acting(alice), kind, level)
    desk.post(do(amy, "train"))
    assert "Ready to sign off" in text(desk.get("/admin/"))
    desk.post(do(amy, "sign-off"))
    amy.refresh_from_db()
    assert amy.status == VolunteerStatus.AVAILABLE


def test_somebody_else_is_named_and_the_first_counts_no_more(desk, asked):
    named = {"name": "Tess", "relationship": "My teacher", "phone": "07700 900789"}
    desk.post(do(asked, "name-another"), named)
    asked.refresh_from_db()
    assert asked.replaced_at is not None
    assert Reference.objects.open().filter(name="Tess").exists()


def test_what_is_said_in_confidence_is_for_coordinators_alone(
    signed_in, asked, alice, charlie, dana, bob
):
    actions.answer_reference(
        reference=asked, known_for="long", strengths=CANARY, by=VISITOR, now=clock.now()
    )
    record = reverse("admin:volunteers_reference_change", args=[asked.pk])
    assert CANARY in text(signed_in(alice).get(record))
    for other in (charlie, dana, bob):
        assert signed_in(other).get(record).status_code == 404
    Volunteer.objects.filter(pk=bob.volunteer.pk).update(user=None)
    Volunteer.objects.filter(pk=asked.volunteer_id).update(user=alice)
    assert signed_in(alice).get(record).status_code == 404
    assert not Interview.objects.visible_to(alice).exists()


def test_her_postcode_is_changed_and_found_again(desk, site_a):
    amy = apply()
    details = {"first_name": "Amy", "last_name": "Example", "email": AMY.email}
    desk.post(do(amy, "change-details"), details | {"postcode": "wa8 2bd"})
    amy.refresh_from_db()
    assert (amy.postcode, amy.postcode_district) == ("WA8 2BD", "WA8")
    assert amy.postcode_index == postcode_index("WA8 2BD")


# --- In a browser ---------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_the_pages_for_her_and_for_those_who_know_her(browser, live_server, asked):
    page = browser.new_page(base_url=live_server.url)
    page.goto("/volunteer/")
    look(page, "volunteer-welcome")
    follow(page.get_by_role("link", name="Apply", exact=True))
    send(page)
    look(page, "application-errors")
    message = Message.objects.get(notice=actions.REFERENCE_ASKED, object_id=asked.pk)
    link = notices.get(message.notice).words(asked, message)["link"]
    page.goto(urlsplit(link).path)
    send(page)
    look(page, "reference-errors")
    page.close()

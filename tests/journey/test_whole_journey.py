"""From the first tap to the funder's figures, with every real part, moved through the weeks."""

import datetime as dt
import time

import pytest

from tests.journey.people import PHONE, Person, Post, wait_for
from tests.pim.looking import follow

pytestmark = pytest.mark.xdist_group("journey")

HERSELF, REFERRED = "her.own@post.example", "other.mum@post.example"
MIDWIFE, REFEREE = "midwife@work.example", "rita@work.example"
PERSON_TAKES = 3.2  # seconds for a form, at the very least
CANARIES = ("Rosalind", "Wilhelmina", HERSELF, REFERRED, MIDWIFE, "07700")


def test_a_mum_finds_support_and_it_shows_in_the_figures(service, browser):
    post, times = Post(service), service.times
    manager, coordinator, volunteer = staff_comes_in(service, browser, post)

    mum = Person(browser, service, HERSELF, size=PHONE, scripts=False)
    refers_herself(mum, times)
    assert "bluebell" in post.wait(HERSELF)["Subject"]
    midwife = Person(browser, service, MIDWIFE, scripts=False)
    is_referred(midwife, times)
    post.wait(MIDWIFE)

    for name in ("Rosalind", "Wilhelmina"):
        accepts(coordinator, name)
    matched = matches(coordinator, volunteer, "Rosalind")

    asks_and_answers_baseline(service, post, mum, coordinator)
    post.wait(REFERRED)
    times.pass_by(days=3)
    other = Person(browser, service, REFERRED, size=PHONE, scripts=False)
    answers_after_one_reminder(post, other)

    logs_a_session(volunteer)
    times.pass_by(days=82)
    ends(coordinator, matched)
    goes_on_with_the_end_questions(post, mum)
    volunteer.page.goto("/staff/")
    volunteer.does_not_see("Rosalind")

    times.pass_by(weeks=12)
    begins_the_follow_up(mum, post.link(HERSELF))
    shows_in_the_figures(service, manager)
    nothing_personal_was_logged(service)


def staff_comes_in(service, browser, post):
    manage(service, "load_programmes")
    link = manage(service, "first_manager", "manager@staff.example").strip().splitlines()[-1]
    manager = Person(browser, service, "manager@staff.example")
    manager.comes_in(link, "Mo Manager")
    coordinator = Person(browser, service, "coordinator@staff.example")
    invites(manager, coordinator.email, "coordinator", "Halton")
    coordinator.comes_in(post.link(coordinator.email), "Corrie Coordinator")
    fills_the_rota(manager)
    volunteer = Person(browser, service, "bob@post.example", size=PHONE)
    becomes_a_volunteer(volunteer, coordinator, manager, post)
    return manager, coordinator, volunteer


def manage(service, *arguments: str) -> str:
    done = service.manage(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def invites(manager, email, role, place):
    manager.goes_to("/admin/pim/invitation/add/")
    manager.fills(email=email)
    manager.chooses("role", role)
    manager.page.locator("[name=place]").select_option(label=place)
    manager.sends()


def fills_the_rota(manager):
    manager.goes_to("/admin/pim/site/")
    manager.clicks("Halton")
    manager.clicks("Change the rota")
    for weekday in range(5):
        manager.page.locator(f"[name=day_{weekday}_1]").select_option(label="Corrie Coordinator")
    manager.sends()
    manager.sees("The rota is saved.")


def becomes_a_volunteer(volunteer, coordinator, manager, post):
    applies(volunteer)
    post.wait(volunteer.email)
    coordinator.goes_to("/admin/volunteers/volunteer/")
    coordinator.clicks("Bobbie Helps")
    her_page = coordinator.page.url
    coordinator.does("Record the interview", outcome="go_on")
    coordinator.does("Ask for references")
    is_spoken_for(Person(volunteer.page.context.browser, coordinator.stack, REFEREE), post)
    for referee in ("Rita Boss", "Sam Friend"):
        coordinator.goes_to(her_page)
        coordinator.clicks(referee)
        if referee == "Sam Friend":
            coordinator.clicks("Note what they say by phone")
            speaks(coordinator)
        coordinator.does("What do you make of it?", verdict="fine")
    coordinator.goes_to(her_page)
    coordinator.does("Start her training")
    for kind in ("dbs", "training"):
        coordinator.clicks("Record a check")
        coordinator.chooses("kind", kind)
        if kind == "dbs":
            coordinator.chooses("level", "enhanced")
        coordinator.dates("issued_on", coordinator.stack.times.today())
        coordinator.sends()
    coordinator.does("Sign her off")
    invites(manager, volunteer.email, "volunteer", "Halton")
    volunteer.comes_in(post.link(volunteer.email), "Bobbie")


def applies(volunteer):
    volunteer.goes_to("/volunteer/")
    volunteer.clicks("Apply")
    volunteer.chooses("is_adult", "yes")
    volunteer.sends()
    for page in (
        {"first_name": "Bobbie", "last_name": "Helps"},
        {"email": volunteer.email},
        {"phone": "07700 900321"},
        {"postcode": "WA7"},
        *({}, {}, {}),
    ):
        volunteer.fills(**page)
        volunteer.sends()
    volunteer.chooses("formats", "phone", "out")
    for _ in ("ways", "times", "languages", "training", "needs"):
        volunteer.sends()
    volunteer.chooses("agrees_to_check", "yes")
    volunteer.sends()
    volunteer.sends()
    volunteer.fills(one_name="Rita Boss", one_relationship="My manager", one_email=REFEREE)
    volunteer.sends()
    volunteer.fills(two_name="Sam Friend", two_relationship="A friend", two_phone="07700 900654")
    volunteer.sends()
    volunteer.page.wait_for_timeout(3_000)  # no person is as quick as a browser: she reads it
    volunteer.clicks("Send my application")
    volunteer.sees("Thank you. We have your application")


def is_spoken_for(referee, post):
    referee.goes_to(post.link(REFEREE))
    assert referee.page.url.endswith("/reference/"), "the token stays out of the address"
    speaks(referee)
    referee.sees("Your answers are with us")


def speaks(person):
    person.fills(known_for="Six years", strengths="She listens.")
    person.chooses("would_trust", "yes")
    person.sends()


def refers_herself(mum, times):
    mum.goes_to("/refer/yourself/")
    mum.sends()
    mum.sees("There is a problem")
    began = time.monotonic()
    mum.fills(called="Rosalind")
    mum.chooses("age_band", "18_plus")
    mum.sends()
    mum.chooses("ways", "phone", "email")
    mum.fills(phone_number="07700 900123", email=HERSELF)
    mum.chooses("voicemail_ok", "no")
    mum.sends()
    mum.fills(us="Robin", word="bluebell")
    mum.sends()
    mum.fills(postcode="WA7 4AA")
    mum.sends()
    mum.chooses("situation", "baby")
    mum.dates("born_on", times.today() - dt.timedelta(weeks=9))
    mum.sends()
    mum.fills(wish="Someone to walk with 🌸")
    mum.sends()
    mum.sends()
    mum.sends()
    mum.ticks("Yes, I want this, and someone may get in touch with me")
    for question in ("messages", "evaluation", "research"):
        mum.chooses(question, "yes")
    mum.sends()
    mum.sees("Rosalind", "bluebell", "Someone to walk with 🌸")
    is_no_faster_than_a_person(began)
    mum.clicks("Send")
    mum.sees("working days")


def is_no_faster_than_a_person(began):
    """Else the form would be held back as one of a machine."""
    time.sleep(max(0, began + PERSON_TAKES - time.monotonic()))


def is_referred(midwife, times):
    midwife.goes_to("/refer/someone/")
    midwife.sends()
    began = time.monotonic()
    midwife.chooses("she_agrees", "yes")
    midwife.sends()
    midwife.fills(referrer_name="Mia Wife", organisation="Clinic", work_email=MIDWIFE)
    midwife.chooses("role", "midwife")
    midwife.sends()
    midwife.fills(called="Wilhelmina", postcode="WA8")
    midwife.sends()
    midwife.chooses("ways", "email")
    midwife.fills(email=REFERRED)
    midwife.sends()
    midwife.chooses("situation", "pregnant")
    midwife.dates("due_on", times.today() + dt.timedelta(weeks=20))
    midwife.sends()
    midwife.chooses("urgency", "ordinary")
    midwife.sends()
    midwife.chooses("may_be_told", "yes")
    midwife.sends()
    is_no_faster_than_a_person(began)
    midwife.clicks("Send")
    midwife.does_not_see("Wilhelmina")


def accepts(coordinator, name):
    coordinator.goes_to("/admin/")
    follow(coordinator.page.get_by_role("link", name=name).first)
    coordinator.looks()
    safe_way = "email" if name == "Wilhelmina" else "phone"
    coordinator.does("Log a call", channel=safe_way, outcome="spoke")
    if name == "Wilhelmina":
        coordinator.does("She agrees herself", means="by_phone")
        for purpose in ("messages", "evaluation"):
            coordinator.does("Record a consent", purpose=purpose, given="yes", means="by_phone")
    coordinator.does("Accept")
    coordinator.sees("Accepted and waiting")


def matches(coordinator, volunteer, name):
    coordinator.goes_to("/admin/")
    row = coordinator.page.get_by_role("link", name=name)
    follow(row.first)
    coordinator.looks()
    coordinator.sees("Bobbie")
    follow(coordinator.page.get_by_role("button", name="Propose").first)
    coordinator.looks()
    address = coordinator.page.url
    asked = volunteer.page.get_by_role("link", name="A mum in WA7")
    wait_for(lambda: volunteer.page.goto("/staff/") and asked.count(), within=90)
    volunteer.does_not_see(name)
    follow(asked)
    volunteer.clicks("Yes, I would like to")
    coordinator.goes_to(address)
    coordinator.does("She says yes", means="by_phone")
    coordinator.sees("Active")
    volunteer.goes_to("/staff/")
    volunteer.sees(name)
    return address


def asks_and_answers_baseline(service, post, mum, coordinator):
    answers(mum, post.link(HERSELF), worry=True)
    alert = post.wait(coordinator.email)
    assert "Rosalind" not in alert.get_content()
    coordinator.goes_to("/admin/")
    coordinator.sees("Answers that need you")


def answers(mum, link, *, worry, level=2):
    """Page by page to the end; with a worry, the page of help comes at once."""
    mum.goes_to(link)
    assert mum.page.url.endswith("/questionnaire/"), "the token stays out of the address"
    mum.clicks("Start")
    while mum.page.locator("#submit").count():
        one_answer(mum, worry, level)
        mum.sends()
        if mum.page.get_by_role("button", name="Carry on").count():
            assert worry, "help was shown to somebody who gave no worrying answer"
            mum.sees("Call 999", "116 123", "SHOUT", "Corrie")
            mum.clicks("Carry on")
            worry = False
    assert not worry, "no help was shown"
    mum.clicks("Send my answers")
    mum.sees("Thank you")


def one_answer(mum, worry, level):
    if mum.page.locator("textarea").count():
        mum.page.locator("textarea").fill("She listened.")
        return
    about_harm = "hurting yourself" in mum.page.content()
    place = int(worry) if about_harm else level
    mum.page.locator("input[type=radio]").nth(place).check()


def answers_after_one_reminder(post, other):
    answers(other, post.link(REFERRED), worry=False)
    assert post.new(REFERRED) == []


def logs_a_session(volunteer):
    volunteer.goes_to("/staff/")
    follow(volunteer.page.get_by_role("link", name="Log a session").first)
    volunteer.chooses("kind", "phone")
    volunteer.chooses("minutes", "30")
    volunteer.sends()


def ends(coordinator, address):
    coordinator.goes_to(address)
    coordinator.does("End the match", reason="completed")
    coordinator.sees("Ended")


def goes_on_with_the_end_questions(post, mum):
    answers(mum, post.link(HERSELF), worry=False, level=1)


def begins_the_follow_up(mum, link):
    mum.goes_to(link)
    mum.clicks("Start")
    one_answer(mum, worry=False, level=1)
    mum.sends()
    mum.clicks("Stop for now")


def shows_in_the_figures(service, manager):
    manager.goes_to("/reports/?about=parents-in-mind")
    manager.sees(
        "Asked for support 2 Had a first session 1 of 2 (50%)",
        "Scores were lower after the programme in those who answered both times.",
        "Answered both times 1 1",
        "Average change −7.00 −9.00",
        "none: only one person has answered both times",
        "“The support helped me feel less isolated” 1 of 1 (100%; 95% interval 21% to 100%) agreed",
    )


def nothing_personal_was_logged(service):
    logs = "".join(path.read_text(errors="replace") for path in service.var.rglob("*.log"))
    assert logs
    assert [word for word in CANARIES if word in logs] == []

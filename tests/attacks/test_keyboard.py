"""A mum fills in the whole form at 390 px with the keys alone, without JavaScript.

Each control is found only by the role and the name that a screen reader says. Every page in its
error state is looked at beside it, in a browser with scripts, by the checker of accessibility.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from pim import clock
from referrals.enums import Purpose
from referrals.models import Referral
from tests.pim.looking import WIDTHS, look

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 800}
MOST_KEYS = 60  # from the top of a page to the last control on it
QUESTIONS = "May we ask you some questions now and later, to see whether this helps?"
BORN = clock.today() - timedelta(weeks=6)


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def beside(browser, live_server, page):
    """The same form in a browser with scripts, for the checker is one."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    other = context.new_page()

    def in_error(name: str) -> None:
        context.add_cookies(page.context.cookies())
        other.goto(page.url)
        if name == "place":
            other.get_by_role("textbox", name="What is your postcode?").fill("nowhere")
        with other.expect_navigation():
            other.get_by_role("button", name="Continue").click()
        assert other.title().startswith("Error: "), name
        look(other, f"keys-{name}-errors", widths=(*WIDTHS, 320))

    yield in_error
    context.close()


class Keys:
    """Nothing but Tab, Space, arrows, Enter and letters."""

    def __init__(self, page) -> None:
        self.page, self.press = page, page.keyboard.press

    def to(self, wanted) -> None:
        """Tab on until the control has the focus; a control that no Tab reaches fails."""
        expect(wanted).to_have_count(1)
        for _ in range(MOST_KEYS):
            if wanted.evaluate("control => control === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"No Tab leads to {wanted}")

    def write(self, name: str, text: str, inside=None) -> None:
        box = (inside or self.page).get_by_role("textbox", name=name, exact=True)
        self.to(box)
        self.page.keyboard.type(text)
        expect(box).to_have_value(text)

    def tick(self, name: str) -> None:
        box = self.page.get_by_role("checkbox", name=name, exact=True)
        self.to(box)
        self.press("Space")
        expect(box).to_be_checked()

    def choose(self, group: str, answer: str) -> None:
        """Into the group with Tab, and down with the arrow to the answer."""
        radios = self.page.get_by_role("group", name=group, exact=True).get_by_role("radio")
        self.to(radios.first)
        self.press("Space")
        wanted = radios.and_(self.page.get_by_role("radio", name=answer, exact=True))
        for _ in range(radios.count()):
            if wanted.is_checked():
                return
            self.press("ArrowDown")
        expect(wanted).to_be_checked()

    def go(self, name: str = "Continue") -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        self.to(button)
        with self.page.expect_navigation():
            self.press("Enter")

    def arrived(self, heading: str) -> None:
        for landmark in ("banner", "main", "contentinfo"):
            expect(self.page.get_by_role(landmark)).to_have_count(1)
        (only,) = self.page.get_by_role("heading", level=1).all()
        expect(only).to_have_accessible_name(heading)

    def told(self, sentence: str, box: str) -> None:
        """The summary says what is wrong, and the key leads from there to the box."""
        control = self.page.get_by_role("textbox", name=box, exact=True)
        summary = self.page.get_by_role("alert")
        expect(summary.get_by_role("heading", name="There is a problem")).to_be_visible()
        self.to(summary.get_by_role("link", name=sentence, exact=True))
        self.press("Enter")
        expect(control).to_be_focused()
        expect(control).to_have_accessible_description(re.compile(rf"Error:\s+{sentence}"))


def test_the_whole_form_with_the_keys_alone(page, beside, site_a):
    keys = Keys(page)

    page.goto("/")
    keys.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    keys.press("Enter")
    keys.to(page.get_by_role("link", name="Get support"))
    with page.expect_navigation():
        keys.press("Enter")

    keys.arrived("About you")
    expect(page.get_by_role("link", name="Exit this page")).to_have_count(1)
    beside("you")
    keys.go()
    keys.told("Enter what we should call you", "What should we call you?")
    keys.write("What should we call you?", "Rosa")
    keys.choose("How old are you?", "18 or over")
    keys.go()

    keys.arrived("How can we reach you safely?")
    beside("reach")
    keys.tick("Phone call")
    keys.go()
    keys.told("Enter the phone number", "Phone number")
    keys.write("Phone number", "07700 900123")
    keys.choose("May we leave a voicemail?", "No")
    keys.tick("E-mail")
    keys.write("E-mail address", "rosa@post.example")
    keys.go()

    keys.arrived("So that you know it is us")
    keys.write("What should we call ourselves? (optional)", "Robin")
    keys.write("A word you will know us by (optional)", "bluebell")
    keys.go()

    keys.arrived("What is your postcode?")
    beside("place")
    keys.write("What is your postcode?", "WA7 2AB")
    keys.press("Enter")  # in a box it sends the page on, and does not leave it

    keys.arrived("Which of these is you at the moment?")
    beside("now")
    keys.choose("Which of these is you at the moment?", "I have a baby")
    born = page.get_by_role("group", name="When was your baby born?", exact=True)
    expect(born).to_have_accessible_description(re.compile("For example, "))
    for part, number in (("Day", BORN.day), ("Month", BORN.month), ("Year", BORN.year)):
        keys.write(part, str(number), inside=born)
    keys.go()

    keys.arrived("What would you like help with? (optional)")
    keys.write("What would you like help with? (optional)", "I am tired.")
    keys.go()

    keys.arrived("What would suit you?")
    keys.tick("Someone who worried a lot too")
    keys.go()

    keys.arrived("Language and access")
    keys.choose("Would you like an interpreter? (optional)", "No")
    keys.go()

    keys.arrived("Your choices")
    beside("choices")
    keys.tick("Yes, I want this, and someone may get in touch with me")
    for question in ("May we send you texts or e-mails?", QUESTIONS):
        keys.choose(question, "Yes")
    keys.go()

    keys.arrived("Check your answers")
    keys.to(page.get_by_role("link", name="Change We call you", exact=True))
    keys.go("Send")

    keys.arrived("Thank you. We have your message")
    referral = Referral.objects.get()
    assert referral.reference in page.get_by_role("main").inner_text()
    assert (referral.parent.called, referral.born_on, referral.wish) == (
        "Rosa",
        BORN,
        "I am tired.",
    )
    said = dict(referral.consent_set.values_list("purpose", "given"))
    assert (said[Purpose.MESSAGES], said[Purpose.EVALUATION]) == (True, True)

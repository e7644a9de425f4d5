"""People in front of a browser, and the mail that reaches them."""

import re
import time
from collections.abc import Callable
from email.message import EmailMessage

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from pim.stack.testing.whole_stack import Stack
from tests.pim.looking import arrived, follow, send

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
LINK = re.compile(r"https?://\S+")
PASSWORD = "a long sentence for this test"


def wait_for(what: Callable, within: float = 60):
    """The first true answer."""
    end = time.monotonic() + within
    while not (found := what()):
        assert time.monotonic() < end, f"{what} did not happen in {within} seconds"
        time.sleep(0.2)
    return found


def code_that_lasts(secret: str) -> str:
    """The code of now, and never one whose half minute is over before it has arrived."""
    left = 30 - time.time() % 30
    if left < 4:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


class Post:
    """The mail server's own files; each letter is handed out once."""

    def __init__(self, stack: Stack):
        self.stack = stack
        self.read: set[str] = set()

    def new(self, to: str) -> list[EmailMessage]:
        letters = [letter for letter in self.stack.mails() if letter["To"] == to]
        return [letter for letter in letters if letter["Message-ID"] not in self.read]

    def wait(self, to: str) -> EmailMessage:
        letter = wait_for(lambda: self.new(to))[0]
        self.read.add(letter["Message-ID"])
        return letter

    def link(self, to: str) -> str:
        found = LINK.search(self.wait(to).get_content())
        assert found, "There is no link in this letter"
        return found[0]


class Person:
    """Somebody with a browser of her own."""

    def __init__(self, browser: Browser, stack: Stack, email: str, *, size=DESK, scripts=True):
        self.stack, self.email = stack, email
        context = browser.new_context(
            base_url=stack.base_url, viewport=size, java_script_enabled=scripts
        )
        self.page: Page = context.new_page()

    def goes_to(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None and answer.ok, f"{address}: {answer and answer.status}"
        self.looks()

    def fills(self, **boxes: str) -> None:
        for name, text in boxes.items():
            self.page.locator(f"[name='{name}']").fill(text)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def chooses(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f"[name='{name}'][value='{value}']").check()

    def dates(self, name: str, day) -> None:
        for part in ("day", "month", "year"):
            self.page.locator(f"[name='{name}_{part}']").fill(str(getattr(day, part)))

    def sends(self) -> None:
        send(self.page)
        self.looks()

    def clicks(self, text: str) -> None:
        here = self.page.get_by_role("link", name=text, exact=True).or_(
            self.page.get_by_role("button", name=text, exact=True)
        )
        follow(here.first)
        self.looks()

    def does(self, button: str, **choices: str) -> None:
        """Press a button of a record; answer what its small page asks, if it asks anything."""
        self.clicks(button)
        for name, value in choices.items():
            self.chooses(name, value)
        if self.page.locator("#submit").count():
            self.sends()

    def sees(self, *texts: str) -> None:
        content = " ".join(self.page.locator("body").inner_text().split())
        for text in texts:
            assert text in content, f"“{text}” is not on {self.page.url}: {content[:600]}"

    def does_not_see(self, *texts: str) -> None:
        content = self.page.content()
        assert [text for text in texts if text in content] == []

    def looks(self) -> None:
        """One heading, and nothing wider than the screen. The tests of each app ask axe as well."""
        arrived(self.page, self.page.url)
        wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, self.page.url

    # --- Coming in ---------------------------------------------------------------------------
    def comes_in(self, link: str, name: str) -> None:
        """Follow an invitation: name, password, second factor."""
        self.goes_to(link)
        self.fills(name=name, password1=PASSWORD, password2=PASSWORD)
        self.sends()
        self.page.locator("summary").click()
        secret = self.page.locator("code").inner_text().replace(" ", "")
        self.fills(code=code_that_lasts(secret))
        self.sends()

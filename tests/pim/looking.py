"""Looking at a page as a person would, and as the accessibility rules do."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDTHS = (1280, 390)
BRIEFLY = {"resultTypes": ["violations"], "selectors": False}
SHOTS = os.environ.get("PIM_SCREENSHOTS")


def follow(link_or_button) -> None:
    """Click, and wait until the page it leads to is there: what is asked next is asked of that."""
    with link_or_button.page.expect_navigation():
        link_or_button.click()


def open_menu(page) -> None:
    """On a phone the navigation is folded away; at a desk there is nothing to press."""
    menu = page.locator("summary", has_text="Menu")
    if menu.is_visible():
        menu.click()


def send(page) -> None:
    """Press the button of the form, and wait for the answer."""
    follow(page.locator("#submit"))


def arrived(page, name: str) -> None:
    """The whole page has come, and it has one heading."""
    page.wait_for_load_state()
    expect(page.locator("h1"), name).to_have_count(1)


def look(page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """One heading, nothing wider than the screen at a desk or on a phone, no rule broken."""
    arrived(page, name)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    broken = Axe().run(page, options=BRIEFLY).response["violations"]
    assert [(rule["id"], [n["html"] for n in rule["nodes"]]) for rule in broken] == [], name


def complaints(page) -> list[str]:
    """A list that fills with what the browser refuses or cannot run, styles and scripts too."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda line: heard.append(line.text) if "Security Policy" in line.text else None,
    )
    return heard

"""Looking at a page as a person would, and as the accessibility rules do."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (1280, 390)
SHOTS = os.environ.get("PIM_SCREENSHOTS")


def look(page, name: str) -> None:
    """One heading, nothing wider than the screen at a desk or on a phone, no rule broken."""
    page.wait_for_load_state()
    assert page.locator("h1").count() == 1, name
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    broken = Axe().run(page).response["violations"]
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

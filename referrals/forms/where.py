"""Where she lives, when we cannot begin there at once: full just now, or not there yet.

She is told before she writes more. Asking goes on all the same: nobody is refused.
"""

from collections.abc import Mapping
from typing import Any

from pim import clock
from pim.forms.base import PimForm
from pim.forms.pages import Page
from pim.models import Site
from referrals import queries


class CarryOnForm(PimForm):
    submit_label = "Carry on"


def is_full(answers: Mapping[str, Any]) -> bool:
    site = _site(answers)
    return bool(site and site.intake_paused)


def is_elsewhere(answers: Mapping[str, Any]) -> bool:
    """Only where she gave a postcode: without one we ask her when we talk."""
    postcode = answers.get("postcode")
    if not postcode or _site(answers):
        return False
    return queries.pick_programme(postcode.district, on=clock.today()) is not None


def _site(answers: Mapping[str, Any]) -> Site | None:
    postcode = answers.get("postcode")
    return queries.site_for(postcode.district, on=clock.today()) if postcode else None


def pages(templates: str) -> list[Page]:
    """To stand after the page that asks for the postcode."""
    return [
        Page(
            "full",
            CarryOnForm,
            "We are full there just now",
            applies=is_full,
            template=f"{templates}/full.html",
        ),
        Page(
            "elsewhere",
            CarryOnForm,
            "We are not there yet",
            applies=is_elsewhere,
            template=f"{templates}/elsewhere.html",
        ),
    ]

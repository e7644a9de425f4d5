"""What somebody tells us when she applies, and how long her half-filled form is kept. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from pim.forms.fields import Postcode

FORM = {
    "lasts": timedelta(hours=24),
    "quickest": timedelta(seconds=3),
    "too_many": 30,
    "form": "volunteer-apply",
    "instead": "volunteer-enquiry",
}


@dataclass(frozen=True)
class Referee:
    """Somebody who knows her, and can be reached by e-mail or by phone."""

    name: str
    email: str
    phone: str
    relationship: str


@dataclass(frozen=True)
class Applied:
    """All the pages together. What she did not answer is empty."""

    first_name: str
    last_name: str
    email: str
    phone: str
    postcode: Postcode
    is_adult: bool
    agrees_to_check: bool
    referees: tuple[Referee, ...]
    why: str = ""
    own_story: str = ""
    helped_before: str = ""
    support_needs: str = ""
    to_talk_about: str = ""
    formats: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    languages: tuple[str, ...] = ("English",)
    could_train: tuple[str, ...] = ()

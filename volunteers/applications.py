"""What somebody tells us when she applies, and how long her half-filled form is kept. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from pim.forms.fields import Postcode
from referrals.enums import DayPart, SupportFormat
from volunteers.enums import Weekday

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


TOLD = {
    "why": "Why she would like to help",
    "own_story": "Her own time as a new mum",
    "helped_before": "Where she helped before",
    "support_needs": "What would help her take part",
    "to_talk_about": "Wants to talk about first",
}


def in_words(applied: Applied) -> str:
    """All of it as a person reads it, where it is kept beside what somebody told us first."""
    chosen = [*(SupportFormat(one).label for one in applied.formats)]
    chosen += [DayPart(one).label for one in applied.times]
    chosen += [Weekday(day).label for day in applied.days]
    lines = [
        f"{applied.first_name} {applied.last_name}, {applied.phone}, {applied.postcode}",
        f"Could meet: {', '.join(chosen) or 'at any time'}",
        f"Languages: {', '.join(applied.languages)}",
        f"Agrees to a record check: {'yes' if applied.agrees_to_check else 'no'}",
    ]
    told = [(label, getattr(applied, name)) for name, label in TOLD.items()]
    lines += [f"{label}: {said}" for label, said in told if said]
    if applied.could_train:
        training = ", ".join(DayPart(one).label for one in applied.could_train)
        lines.append(f"Could come to training: {training}")
    lines += [f"Knows her: {_referee_in_words(one)}" for one in applied.referees]
    return "\n\n".join(lines)


def _referee_in_words(one: Referee) -> str:
    return ", ".join(filter(None, (one.name, one.relationship, one.email, one.phone)))

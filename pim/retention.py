"""What is kept, for how long, what then happens, and why: an entry for every model.

Each app says so beside its rows, in ``AppConfig.ready()``::

    retention.add(retention.Rule("case", since="the day ...", then=Then.ERASED, why="..."),
                  {Parent: "Her name and how to reach her"})

A test fails for a model without an entry. How long is the organisation's to say: each period has
a default with its reason, and is shown as "to be confirmed" until it stands in the settings.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.apps import apps
from django.conf import settings
from django.db.models import Model


class Then(StrEnum):
    ERASED = "What identifies anybody is erased; dates, counts and codes stay"
    DELETED = "The row is deleted"
    KEPT = "Kept: it is about nobody"
    GOES_ALONG = "Goes with the record it belongs to"


@dataclass(frozen=True)
class Period:
    """``months`` unless the organisation has said otherwise."""

    key: str
    name: str
    months: int
    why: str

    @property
    def setting(self) -> str:
        return f"PIM_KEEP_{self.key.upper()}_MONTHS"


PERIODS = {
    one.key: one
    for one in (
        Period(
            "case",
            "A woman's record",
            72,
            "Claims can be brought for six years (Limitation Act 1980).",
        ),
        Period(
            "concern",
            "A record with a concern about safety",
            120,
            "Patterns show only over time, and inquiries ask years later.",
        ),
        Period(
            "volunteer",
            "A volunteer's record",
            72,
            "References, claims, and concerns raised afterwards.",
        ),
        Period(
            "applicant",
            "Somebody who did not become a volunteer",
            12,
            "Long enough to answer a question about the decision.",
        ),
        Period("links", "Used and expired links", 12, "An old link can still ask for a new one."),
    )
}


@dataclass(frozen=True)
class Rule:
    """``period`` names one of PERIODS; without one, ``since`` says all. ``by``: who does it."""

    period: str
    since: str
    then: Then
    why: str
    by: str = ""


@dataclass(frozen=True)
class Entry:
    model: str
    what: str
    rule: Rule

    @property
    def app(self) -> str:
        return self.model.split(".")[0]

    @property
    def name(self) -> str:
        return str(apps.get_model(self.model)._meta.verbose_name).capitalize()

    @property
    def how_long(self) -> str:
        said = f"{in_words(months_of(self.rule.period))} from " if self.rule.period else ""
        return f"{said}{self.rule.since}"


_entries: dict[str, Entry] = {}


def add(rule: Rule, kept: Mapping[type[Model] | str, str]) -> None:
    for model, what in kept.items():
        label = model if isinstance(model, str) else model._meta.label
        if label in _entries:
            raise ValueError(f"{label} has an entry already")
        _entries[label] = Entry(label, what, rule)


def entries() -> list[Entry]:
    return sorted(_entries.values(), key=lambda entry: (ORDER.get(entry.app, 9), entry.name))


ORDER = {"referrals": 0, "volunteers": 1, "outcomes": 2, "pim": 3}


# --- How long -----------------------------------------------------------------------------------
def months_of(key: str) -> int:
    return settings.KEEP_MONTHS.get(key) or PERIODS[key].months


def is_confirmed(key: str) -> bool:
    """The organisation has said it, if only to agree with what stands here."""
    return key in settings.KEEP_MONTHS


def started_before(key: str, today: date) -> date:
    """What began its time before this day is due by the end of today's month."""
    # Months count from 0 here, so that this is the one after.
    year, month = divmod(today.year * 12 + today.month - months_of(key), 12)
    return date(year, month + 1, 1)


def over_on(key: str, today: date) -> date:
    """What began its time on this day or before is over today."""
    years, month = divmod(today.year * 12 + today.month - 1 - months_of(key), 12)
    return date(years, month + 1, min(today.day, monthrange(years, month + 1)[1]))


def end_of_month(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def in_words(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return f"{months} months"
    return "1 year" if years == 1 else f"{years} years"

"""Hard rules: one of them broken, and the two are not put together."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from volunteers.matching.common import (
    reachable_formats,
    shared_formats,
    shared_slots,
    slots_of,
    speaks_her_language,
)
from volunteers.matching.needs import EVERY_DAY, EVERY_TIME, Need, Offer
from volunteers.wording import AT_TIME, BY_FORMAT, TOPIC, WEEKDAYS, listed

Test = Callable[[Need, Offer], bool]
Say = Callable[[Need, Offer], str]
Near = Callable[[Need, Offer], str | None]


class HardRule(NamedTuple):
    key: str
    holds: Test
    why: Say  # when it does not hold
    near: Near = lambda need, offer: None  # what would make it hold


def broken_rules(need: Need, offer: Offer) -> list[HardRule]:
    return [rule for rule in HARD_RULES if not rule.holds(need, offer)]


def may_be_matched(need: Need, offer: Offer) -> bool:
    return all(rule.holds(need, offer) for rule in HARD_RULES)


# --- Who the two are to each other: nothing would make it fit ------------------------------
def _in_reach(need: Need, offer: Offer) -> bool:
    """At one site, or at two of one programme and the volunteer travels to her."""
    one_programme = need.programme == offer.programme
    return need.site == offer.site or (one_programme and need.district in offer.travels_to)


def _may_meet(need: Need, offer: Offer) -> bool:
    return offer.volunteer not in need.excluded_volunteers


def _why_never_again(need: Need, offer: Offer) -> str:
    """Never which of the two it was."""
    if offer.volunteer in need.said_no:
        return "One of them has said no"
    if offer.volunteer in need.kept_apart:
        return "Not to be put together again"
    return "They were together before, and it ended"


def _not_one_household(need: Need, offer: Offer) -> bool:
    return offer.volunteer not in need.same_household


def _not_one_street(need: Need, offer: Offer) -> bool:
    return offer.volunteer not in need.same_street


def _not_known(need: Need, offer: Offer) -> bool:
    return offer.volunteer not in need.known_to


def _has_heard(need: Need, offer: Offer) -> bool:
    """Asked again before she is told, she would know that it was not a no."""
    return offer.volunteer not in need.hears_later


# --- What she needs and the volunteer offers ------------------------------------------------
def _covers_it(need: Need, offer: Offer) -> bool:
    return not need.wishes & offer.rather_not


def _why_topics(need: Need, offer: Offer) -> str:
    return f"Would rather not talk about {listed(TOPIC, need.wishes & offer.rather_not)}"


def _language_fits(need: Need, offer: Offer) -> bool:
    """With an interpreter any language will do; an interpreter is never family."""
    return need.needs_interpreter or speaks_her_language(need, offer)


def _a_format_fits(need: Need, offer: Offer) -> bool:
    return bool(shared_formats(need, offer))


def _why_no_format(need: Need, offer: Offer) -> str:
    if need.formats & offer.formats:
        return f"Does not travel to {need.district or 'where she lives'}"
    return f"Meets {listed(BY_FORMAT, offer.formats)} only"


def _other_formats(need: Need, offer: Offer) -> str | None:
    possible = reachable_formats(need, offer)
    return f"Would fit {listed(BY_FORMAT, possible)}" if possible else None


def _a_time_fits(need: Need, offer: Offer) -> bool:
    return bool(shared_slots(need, offer))


def _why_no_time(need: Need, offer: Offer) -> str:
    if not slots_of(need):
        return "The mum’s times and days do not go together"
    if not slots_of(offer):
        return "Her times and days do not go together"
    return f"Is free {_named(offer)} only"


def _other_times(need: Need, offer: Offer) -> str | None:
    """Another day, if the part of the day suits both; else another part; else both."""
    free = slots_of(offer)
    days = {day for time, day in free if time in (need.times or EVERY_TIME)}
    times = {time for time, day in free if day in (need.days or EVERY_DAY)}
    if days and offer.days:
        return f"Would fit {_when((), days)}"
    if times and offer.times:
        return f"Would fit {_when(times, ())}"
    return f"Would fit {_named(offer)}" if free and _named(offer) else None


def _named(offer: Offer) -> str:
    """The times and days she has named, as far as they go together."""
    times, days = zip(*slots_of(offer), strict=True)
    return _when(times if offer.times else (), days if offer.days else ())


def _when(times: Collection[str], days: Collection[int]) -> str:
    """``in the evenings, on Mondays or Tuesdays``."""
    on_days = f"on {listed(WEEKDAYS, days)}" if days else ""
    return ", ".join(filter(None, [listed(AT_TIME, times), on_days]))


# --- Whether the volunteer can take anybody on ----------------------------------------------
def _is_there_for_one(need: Need, offer: Offer) -> bool:
    return offer.one_to_one


def _has_a_place(need: Need, offer: Offer) -> bool:
    return offer.free > 0


def _checks_hold(need: Need, offer: Offer) -> bool:
    return offer.checks_valid


def _is_here(need: Need, offer: Offer) -> bool:
    return not offer.on_break


def _stays(need: Need, offer: Offer) -> bool:
    return offer.leaves_on is None


def _when_she_leaves(need: Need, offer: Offer) -> str:
    return f"Last day with us: {offer.leaves_on:%-d %B}"


HARD_RULES = (
    HardRule("reach", _in_reach, lambda need, offer: "Helps in another area"),
    HardRule("never_again", _may_meet, _why_never_again),
    HardRule(
        "household", _not_one_household, lambda need, offer: "They live in the same household"
    ),
    HardRule("street", _not_one_street, lambda need, offer: "They live in the same street"),
    HardRule("known", _not_known, lambda need, offer: "They know each other"),
    HardRule(
        "hears_later",
        _has_heard,
        lambda need, offer: "Hears at nine in the morning that plans changed",
        lambda need, offer: "Would fit once she has heard, at nine in the morning",
    ),
    HardRule("topics", _covers_it, _why_topics),
    HardRule(
        "language",
        _language_fits,
        lambda need, offer: f"Does not speak {need.language}",
        lambda need, offer: "Would fit with an interpreter",
    ),
    HardRule("format", _a_format_fits, _why_no_format, _other_formats),
    HardRule("time", _a_time_fits, _why_no_time, _other_times),
    HardRule("one_to_one", _is_there_for_one, lambda need, offer: "Helps in groups only"),
    HardRule(
        "capacity",
        _has_a_place,
        lambda need, offer: "Has no free place",
        lambda need, offer: "Would fit when she has a free place again",
    ),
    HardRule(
        "checks",
        _checks_hold,
        lambda need, offer: "Her checks are missing or out of date",
        lambda need, offer: "Would fit once her checks are up to date",
    ),
    HardRule(
        "break",
        _is_here,
        lambda need, offer: "Is on a break",
        lambda need, offer: "Would fit when she is back from her break",
    ),
    HardRule("leaving", _stays, _when_she_leaves),
)

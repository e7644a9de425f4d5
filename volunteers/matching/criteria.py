"""What speaks for a pair: points and reasons from one table, so nothing counts unsaid.

A volunteer reads the reasons of her own proposal. What is not for her is said in ``quietly``,
for staff alone: what she wished, or did not, of a background is never shown to a volunteer.
"""

from collections.abc import Callable
from typing import NamedTuple

from volunteers.matching.common import (
    same_area,
    shared_formats,
    shared_slots,
    speaks_her_language,
    travels_there,
)
from volunteers.matching.needs import Need, Offer
from volunteers.matching.weights import LONGEST_WAIT_COUNTED
from volunteers.wording import (
    AT_STAGE,
    AT_TIME,
    BACKGROUND,
    BY_FORMAT,
    SHARED,
    WEEKDAYS,
    days,
    listed,
)

FIRST_WEEKS = range(-6, 7)  # of the baby's age; before 0 she is pregnant


class Said(NamedTuple):
    """How often a weight counts, and what to say about it."""

    times: int
    words: tuple[str, ...] = ()
    quietly: tuple[str, ...] = ()


NOTHING = Said(0)
Criterion = Callable[[Need, Offer], Said]


def stage_of(baby_weeks: int | None) -> str | None:
    """A code of ``enums.Stage``."""
    if baby_weeks is None:
        return None
    if baby_weeks < 0:
        return "pregnant"
    if baby_weeks < 6:
        return "first_weeks"
    return "first_months" if baby_weeks < 26 else "later"


def _experience(need: Need, offer: Offer) -> Said:
    common = [wish for wish in SHARED if wish in need.wishes & offer.experience]
    return Said(len(common), tuple(SHARED[wish] for wish in common))


def _continuity(need: Need, offer: Offer) -> Said:
    before = offer.volunteer in need.known_volunteers
    return Said(1, ("Was there for her before",)) if before else NOTHING


def _language(need: Need, offer: Offer) -> Said:
    own = need.language.casefold() != "english" and speaks_her_language(need, offer)
    return Said(1, (f"Speaks {need.language}",)) if own else NOTHING


def _background(need: Need, offer: Offer) -> Said:
    common = [one for one in BACKGROUND if one in need.background_wanted & offer.background]
    said = tuple(f"{BACKGROUND[one]}, as she wished" for one in common)
    return Said(len(common), quietly=said)


def _background_left_out(need: Need, offer: Offer) -> Said:
    if not need.background_unwanted or need.background_unwanted & offer.background:
        return NOTHING
    return Said(1, quietly=("Has no background that she would rather not have",))


def _area(need: Need, offer: Offer) -> Said:
    return Said(1, ("Lives in the same area",)) if same_area(need, offer) else NOTHING


def _travel(need: Need, offer: Offer) -> Said:
    """Who lives there need not travel, so that reason is not said twice; the points count."""
    if not need.district or not travels_there(need, offer):
        return NOTHING
    return Said(1) if same_area(need, offer) else Said(1, (f"Travels to {need.district}",))


def _times(need: Need, offer: Offer) -> Said:
    common = {time for time, _ in shared_slots(need, offer)}
    if not common or not need.times or not offer.times:
        return Said(len(common))
    return Said(len(common), (f"Free {listed(AT_TIME, common)}, as she asked",))


def _days(need: Need, offer: Offer) -> Said:
    common = {day for _, day in shared_slots(need, offer)}
    if not common or not need.days or not offer.days:
        return Said(len(common))
    return Said(len(common), (f"Free on {listed(WEEKDAYS, common)}, as she asked",))


def _formats(need: Need, offer: Offer) -> Said:
    common = shared_formats(need, offer)
    if not common or not need.formats:
        return Said(len(common))
    return Said(len(common), (f"Happy to meet {listed(BY_FORMAT, common)}",))


def _stage(need: Need, offer: Offer) -> Said:
    stage = stage_of(need.baby_weeks)
    if stage is None or stage not in offer.stages:
        return NOTHING
    return Said(1, (f"Likes to be there {AT_STAGE[stage]}",))


def _first_weeks(need: Need, offer: Offer) -> Said:
    if need.baby_weeks is None or need.baby_weeks not in FIRST_WEEKS:
        return NOTHING
    return Said(1, ("Her baby is due soon" if need.baby_weeks < 0 else "Her baby is very new",))


def waiting_counted(waiting_days: int) -> int:
    return min(max(waiting_days, 0), LONGEST_WAIT_COUNTED)


def _waiting(need: Need, offer: Offer) -> Said:
    counted = waiting_counted(need.waiting_days)
    said = f"Her place in the list is from {days(need.waiting_days)} ago"
    return Said(counted, (said,)) if counted else NOTHING


CRITERIA: tuple[tuple[str, Criterion], ...] = (
    ("experience", _experience),
    ("continuity", _continuity),
    ("language", _language),
    ("background", _background),
    ("background_left_out", _background_left_out),
    ("times", _times),
    ("days", _days),
    ("formats", _formats),
    ("same_area", _area),
    ("travels", _travel),
    ("stage", _stage),
    ("first_weeks", _first_weeks),
    ("waiting", _waiting),
)

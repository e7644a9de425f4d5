"""What the two have in common."""

from functools import cache

from volunteers.matching.needs import (
    DAYS_OF_TIME,
    EVERY_DAY,
    EVERY_FORMAT,
    EVERY_TIME,
    FACE_TO_FACE,
    Need,
    Offer,
)

Slot = tuple[str, int]  # a part of the day, on a weekday


@cache  # there are two thousand ways to answer at most
def slots(times: frozenset[str], days: frozenset[int]) -> frozenset[Slot]:
    """When somebody can: weekday parts are Monday to Friday, evenings any day."""
    possible = days or EVERY_DAY
    return frozenset(
        (time, day) for time in times or EVERY_TIME for day in DAYS_OF_TIME[time] & possible
    )


def slots_of(one: Need | Offer) -> frozenset[Slot]:
    return slots(one.times, one.days)


def shared_slots(need: Need, offer: Offer) -> frozenset[Slot]:
    return slots_of(need) & slots_of(offer)


def shared_formats(need: Need, offer: Offer) -> frozenset[str]:
    """Ways of meeting that suit both; face to face only where the volunteer travels to her."""
    return (need.formats or EVERY_FORMAT) & reachable_formats(need, offer)


def reachable_formats(need: Need, offer: Offer) -> frozenset[str]:
    offered = offer.formats or EVERY_FORMAT
    return offered if travels_there(need, offer) else offered - FACE_TO_FACE


def travels_there(need: Need, offer: Offer) -> bool:
    """A volunteer who named no district goes anywhere in her site."""
    if not offer.travels_to:
        return need.site == offer.site
    return need.district in offer.travels_to or same_area(need, offer)


def same_area(need: Need, offer: Offer) -> bool:
    return bool(need.district) and need.district == offer.district


def speaks_her_language(need: Need, offer: Offer) -> bool:
    spoken = {language.casefold() for language in offer.languages or {"English"}}
    return need.language.casefold() in spoken

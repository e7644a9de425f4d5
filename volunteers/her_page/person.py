"""Somebody who may be there for her, and whoever is: her first name once both have said yes."""

from datetime import date, datetime

from pim import clock
from referrals import her_page
from referrals import queries as referral_queries
from referrals.enums import RequestKind
from referrals.her_page import Panel, Step
from referrals.models import Referral
from volunteers import queries
from volunteers.fitting_words import fits_you
from volunteers.models import Match


@her_page.nearer
def someone_in_mind(referral: Referral) -> Step | None:
    """Only once a volunteer has said yes: if she says no first, the mum hears nothing of it."""
    is_waiting = her_page.STEP_OF[referral.status] == Step.WAITING
    return Step.IN_MIND if is_waiting and queries.person_in_mind(referral) else None


@her_page.nearer
def rests(referral: Referral) -> Step | None:
    """Nothing “comes next” while support is paused."""
    if her_page.STEP_OF[referral.status] not in (Step.FOUND, Step.MEETING):
        return None
    return Step.RESTING if queries.resting(queries.there_for_her(referral)) else None


@her_page.panel(order=10)
def about_someone_in_mind(referral: Referral, now: datetime) -> Panel | None:
    match = queries.person_in_mind(referral)
    if match is None:
        return None
    words = {"match": match, "fits": what_fits(match), "ring_by": rings_by(referral)}
    return Panel("Would you like to meet her?", "volunteers/her_page/person.html", words)


def rings_by(referral: Referral) -> date | None:
    """She has asked for a ring: by when it comes."""
    asked = referral_queries.open_requests(referral).get(RequestKind.RING)
    return referral_queries.request_due_on(asked) if asked else None


@her_page.panel(order=10)
def who_is_there_for_her(referral: Referral, now: datetime) -> Panel | None:
    """As long as it lives, and by her first name alone."""
    matches = list(queries.there_for_her(referral))
    if not matches:
        return None
    until = max(queries.resting(matches).values(), default=None)
    words = {"matches": matches, "rests": until, "is_to_come": until and until > clock.day_of(now)}
    return Panel("Who is there for you", "volunteers/her_page/there_for_you.html", words)


@her_page.panel(order=10)
def plans_changed(referral: Referral, now: datetime) -> Panel | None:
    """She waits again, and reads the same whoever asked for it."""
    if not queries.waits_again_lately(referral, now=now):
        return None
    return Panel("Plans have changed", "volunteers/her_page/changed.html", {})


def what_fits(match: Match) -> list[str]:
    referral, volunteer = match.referral, match.volunteer
    return fits_you(
        wishes=referral.wishes,
        experience=volunteer.experience,
        her_formats=referral.formats,
        formats=volunteer.formats,
        her_times=referral.times,
        times=volunteer.times,
        language=referral.parent.language,
        needs_interpreter=referral.parent.needs_interpreter,
        languages=volunteer.languages,
    )

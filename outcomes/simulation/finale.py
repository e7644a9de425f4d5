"""The last hours, so that there is something of every kind to do when somebody looks."""

from datetime import datetime, timedelta
from random import Random

from outcomes.models import QuestionnaireRequest
from outcomes.simulation import characters
from outcomes.simulation.answering import answering
from outcomes.simulation.asking import receive
from outcomes.simulation.helping import enquire
from outcomes.simulation.rarities import a_volunteer_worries, rare_things
from outcomes.simulation.stage import Stage, at, is_staffed
from outcomes.simulation.supporting import ask_the_best
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import acting
from pim.models import Site
from volunteers import actions, queries
from volunteers.models import Match

OUTSIDE = "ZE1"
SINCE_SOMEBODY_WORRIED = timedelta(minutes=20)  # less than anybody has to look at a concern


def last_hours(stage: Stage) -> Life:
    """Women ask, a volunteer offers, some are asked, one says yes, one gives a worrying answer."""
    chance = stage.chance("finale")
    yield _last_staffed_hour(stage)
    _some_ask(stage, chance)
    rare_things(stage, chance)
    home = chance.choice(stage.sites).postcode_districts
    enquire(stage, characters.helper(chance, home))
    _some_are_asked(stage)
    yield stage.world.ends_at - timedelta(hours=1)
    yield from _one_worries(stage, chance)
    yield stage.world.ends_at - SINCE_SOMEBODY_WORRIED
    a_volunteer_worries(stage)


def _last_staffed_hour(stage: Stage) -> datetime:
    """Three in the afternoon of the last staffed day."""
    days = (clock.day_of(stage.world.ends_at) - timedelta(days=step) for step in range(30))
    hours = (at(day, 15) for day in days if is_staffed(day, stage.sites[0]))
    return next(hour for hour in hours if hour < stage.world.ends_at)


def _some_ask(stage: Stage, chance: Random) -> None:
    for district in (*(site.postcode_districts[0] for site in stage.sites), OUTSIDE):
        mum = characters.mum(chance, [district])
        mum.district = district
        receive(stage, mum, chance)


def _some_are_asked(stage: Stage) -> None:
    """Each coordinator asks somebody: one says yes, one says no and why, in private."""
    asked = [match for site in stage.sites if (match := _ask_somebody(stage, site))]
    now = clock.now()
    for match in asked[:1]:
        actions.volunteer_agrees(match=match, by=acting(match.volunteer.user), now=now)
    for match in asked[1:2]:
        actions.volunteer_declines(
            match=match,
            safety_reason="I think I know her partner.",
            by=acting(match.volunteer.user),
            now=now,
        )


def _ask_somebody(stage: Stage, site: Site) -> Match | None:
    by = stage.coordinator(site)
    waiting = queries.waiting_without_proposal(by.user)
    return next(filter(None, (ask_the_best(stage, each, by) for each in waiting)), None)


def _one_worries(stage: Stage, chance: Random) -> Life:
    open_now = QuestionnaireRequest.objects.open().filter(answered_from_at__isnull=True)
    request = open_now.order_by("opened_at").last()
    if request is not None:
        mum = stage.mums[request.referral_id]
        mum.self_harm = True
        yield from answering(stage, request, mum, chance)

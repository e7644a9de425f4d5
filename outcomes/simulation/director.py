"""Puts the lives on the stage, lets time run, and counts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from outcomes.simulation import characters, finale, promises, staff, standing
from outcomes.simulation.asking import asking
from outcomes.simulation.caring import spending
from outcomes.simulation.gathering import gathering
from outcomes.simulation.helping import helping
from outcomes.simulation.newcomers import newcomers
from outcomes.simulation.pairing import meetings
from outcomes.simulation.routine import check_ins, post, sweeps, sweeps_of_volunteers
from outcomes.simulation.stage import Stage, Text, at
from outcomes.simulation.teaching import teaching
from outcomes.simulation.turning import turns
from outcomes.simulation.visiting import times_without_answer, visiting
from outcomes.simulation.world import Life, World
from pim import clock
from pim.enums import AttemptOutcome
from pim.messages import channels
from pim.messages.answers import Answer
from pim.models import Programme, Site

WEEKDAYS_SHARE = (1, 1, 1, 1, 1, 0.5, 0.5)
HEAD_START = timedelta(weeks=16)  # volunteers train before the first mum asks
JUST_SIGNED_OFF = timedelta(days=96)  # from an enquiry to the end of training, and a few days
STILL_LEARNING = timedelta(days=51)
WOULD_LIKE_A_GROUP = 10  # days ago somebody asked, who has no place yet


@dataclass(frozen=True)
class Scale:
    """How large and how long. ``months`` of referrals end on the last day."""

    referrals: int
    volunteers: int
    months: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    happened: Counter[str]
    standing: dict[str, int]
    broken: dict[str, int]
    texts: list[Text]


@transaction.atomic
def live(programme: Programme, scale: Scale, *, ends_at: datetime) -> Outcome:
    """Live the programme until ``ends_at``: all of it, or nothing. No message leaves."""
    starts_on = clock.day_of(ends_at) - timedelta(days=round(scale.months * 30.4))
    opens_at = at(starts_on - HEAD_START, 8)
    with clock.standing_at(opens_at):
        stage = _set(programme, scale, World(ends_at), opens_at)
    _cast_helpers(stage, scale, starts_on - HEAD_START, clock.day_of(ends_at))
    newcomers(stage)
    _cast_mums(stage, scale, starts_on, clock.day_of(ends_at))
    _begin_routine(stage, starts_on)
    turns(stage)
    stage.world.begin(finale.last_hours(stage))
    with channels.kept_here(stage.keep):
        stage.world.run()
    with clock.standing_at(ends_at):
        how = standing.as_it_stands(stage), promises.broken(ends_at)
        return Outcome(stage.world.happened, *how, stage.texts)


def _begin_routine(stage: Stage, starts_on: date) -> None:
    """What goes on at every site, and what the service does by itself."""
    stage.world.begin(post(stage, starts_on - HEAD_START))
    for life in (sweeps, sweeps_of_volunteers, check_ins):
        stage.world.begin(life(stage, starts_on))
    for site in stage.sites:
        stage.world.begin(meetings(stage, site, starts_on))
        stage.world.begin(gathering(stage, site, starts_on))
        stage.world.begin(spending(stage, site))
    for life in (visiting, times_without_answer):
        stage.world.begin(life(stage, stage.sites[0]))


def _set(programme: Programme, scale: Scale, world: World, now: datetime) -> Stage:
    sites = list(Site.objects.filter(programme=programme).order_by("slug"))
    with channels.kept_here(lambda *_: Answer(AttemptOutcome.SENT)):
        coordinators = staff.appoint(sites, now)
    return Stage(world, programme, sites, coordinators, str(scale.seed))


def _cast_helpers(stage: Stage, scale: Scale, first: date, last: date) -> None:
    """Three cohorts: one ready for the first mum, one half way, one signed off just now."""
    cohorts = (first, first + (last - first) / 2, last - JUST_SIGNED_OFF)
    for number in range(scale.volunteers):
        chance = stage.chance("helper", number)
        site = stage.sites[number % len(stage.sites)]
        helper = characters.helper(chance, site.postcode_districts)
        if number < len(stage.sites):
            helper.email = f"volunteer.{site.slug}@{staff.DOMAIN}"
            helper.capacity, helper.stays_days, helper.logs = 2, 10_000, 1
        elif number % 10 == 4:
            helper.logs = 0.3  # somebody forgets, and her coordinator asks
        on = cohorts[0] if number < scale.volunteers // 2 else cohorts[1 + number % 2]
        stage.world.begin(helping(stage, number, helper, site, on))
    for site in stage.sites:
        for came_on in (*cohorts, last - STILL_LEARNING):
            stage.world.begin(teaching(stage, site, came_on))


def _cast_mums(stage: Stage, scale: Scale, first: date, last: date) -> None:
    """Referrals spread evenly over the days, fewer at weekends."""
    days = [first + timedelta(days=step) for step in range((last - first).days)]
    weights = [WEEKDAYS_SHARE[day.weekday()] for day in days]
    arrivals = sorted(Random(scale.seed).choices(days, weights, k=scale.referrals))
    for number, on in enumerate(arrivals):
        chance = stage.chance("mum", number)
        site = chance.choice(stage.sites)
        mum = characters.mum(chance, site.postcode_districts)
        stage.world.begin(asking(stage, number, mum, on))
    stage.world.begin(_asking_for_a_group(stage, last))


def _asking_for_a_group(stage: Stage, last: date) -> Life:
    """Somebody always waits for a place in one when we look."""
    mum = characters.mum(stage.chance("would like a group"), stage.sites[0].postcode_districts)
    mum.district = stage.sites[0].postcode_districts[0]
    mum.support, mum.answers_phone, mum.wants_support = "group", 1, True
    return asking(stage, "group", mum, last - timedelta(days=WOULD_LIKE_A_GROUP))

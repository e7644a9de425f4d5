"""The last hours, so that there is something of every kind to do when somebody looks."""

from datetime import timedelta
from random import Random

from outcomes.models import QuestionnaireRequest
from outcomes.simulation import characters
from outcomes.simulation.answering import answering
from outcomes.simulation.asking import receive
from outcomes.simulation.caring import asks_for_a_ring
from outcomes.simulation.helping import enquire
from outcomes.simulation.pairing import ask_somebody, leave_a_draft
from outcomes.simulation.rarities import a_volunteer_worries, rare_things
from outcomes.simulation.stage import Stage
from outcomes.simulation.supporting import log_a_hard_one
from outcomes.simulation.turning import ask_for_someone_else, somebody
from outcomes.simulation.visiting import offer_first_times, plan_for_tomorrow
from outcomes.simulation.world import Life
from pim import clock
from referrals.enums import Means, Status
from volunteers import actions
from volunteers.models import Match

OUTSIDE = "ZE1"
SINCE_SOMEBODY_WORRIED = timedelta(minutes=20)  # less than anybody has to look at a concern


def last_hours(stage: Stage) -> Life:
    """Women ask, a volunteer offers, some are asked, one says yes, one gives a worrying answer."""
    chance = stage.chance("finale")
    yield stage.last_staffed(stage.sites[0], hour=15)
    _some_ask(stage, chance)
    rare_things(stage, chance)
    home = chance.choice(stage.sites).postcode_districts
    enquire(stage, characters.helper(chance, home))
    _some_are_asked(stage)
    _much_is_to_be_done(stage)
    for site in stage.sites:
        leave_a_draft(stage, site)
    yield stage.world.ends_at - timedelta(hours=1)
    yield from _one_worries(stage, chance)
    yield stage.world.ends_at - SINCE_SOMEBODY_WORRIED
    a_volunteer_worries(stage)
    asks_for_a_ring(stage, stage.sites[-1])


def _some_ask(stage: Stage, chance: Random) -> None:
    for district in (*(site.postcode_districts[0] for site in stage.sites), OUTSIDE):
        mum = characters.mum(chance, [district])
        mum.district = district
        receive(stage, mum, chance)


def _some_are_asked(stage: Stage) -> None:
    """Each coordinator asks somebody: one says yes, one says no and why, in private.

    At the last site both agree, and a first time to meet is found.
    """
    asked = [match for site in stage.sites if (match := ask_somebody(stage, site))]
    now = clock.now()
    for match in asked[:1]:
        actions.volunteer_agrees(match=match, by=stage.helper(match), now=now)
    for match in asked[1:2]:
        reason = "I think I know her partner."
        actions.volunteer_declines(
            match=match, safety_reason=reason, by=stage.helper(match), now=now
        )
    for match in asked[2:3]:
        by = stage.coordinator(match.referral.site)
        actions.volunteer_agrees(match=match, by=stage.helper(match), now=now)
        actions.parent_agrees(match=match, means=Means.BY_PHONE, by=by, now=now)
        offer_first_times(stage, match)


def _much_is_to_be_done(stage: Stage) -> None:
    """Two go to somebody tomorrow, for one somebody else fits better, one had a hard contact."""
    plan_for_tomorrow(stage, stage.sites[0])
    if match := somebody(stage, stage.sites[-1]):
        ask_for_someone_else(stage, match, stage.sites[-1])
    active = Match.objects.active().filter(referral__status=Status.IN_SUPPORT)
    for match in active.order_by("started_at")[:1]:
        log_a_hard_one(stage, match)


def _one_worries(stage: Stage, chance: Random) -> Life:
    open_now = QuestionnaireRequest.objects.open().filter(answered_from_at__isnull=True)
    request = open_now.order_by("opened_at").last()
    if request is not None:
        mum = stage.mums[request.referral_id]
        mum.self_harm = True
        yield from answering(stage, request, mum, chance)

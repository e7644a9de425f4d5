"""While support lasts: a look half-way, the ending it was to have, and how it was."""

from random import Random

from outcomes.simulation.stage import Stage, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import HERSELF
from pim.models import Site
from referrals.enums import Status
from volunteers import actions
from volunteers.enums import Going, MatchStatus, ReviewKind, Side
from volunteers.models import Match

SAY_HOW_IT_WAS = 0.3
SAYS_GOODBYE = (14, 20)  # days before the planned end


def looked_after(stage: Stage, match: Match, site: Site) -> Life:
    """Half-way the coordinator asks how it goes; towards the end she begins to bring it there."""
    chance = stage.chance("looked after", stage.mums[match.referral_id].email)
    days = stage.programme.support_weeks * 7
    half_way = days // 2 + chance.randint(0, 6)
    yield working_time(site, chance, after_days=half_way)
    if _is_met_and_active(stage, match):
        actions.review_match(
            match=match,
            kind=ReviewKind.MIDPOINT,
            going=Going.WELL,
            held_on=clock.today(),
            by=stage.coordinator(site),
            now=clock.now(),
        )
        stage.note("half-way looks")
    goodbye = days - chance.randint(*SAYS_GOODBYE)
    yield working_time(site, chance, after_days=goodbye - half_way)
    if _is_met_and_active(stage, match):
        actions.begin_ending(match=match, by=stage.coordinator(site), now=clock.now())
        stage.note("endings begun")


def _is_met_and_active(stage: Stage, match: Match) -> bool:
    met = (Status.IN_SUPPORT, Status.ENDING)
    active = Match.objects.filter(pk=match.pk, status=MatchStatus.ACTIVE)
    return match.pk not in stage.resting and active.filter(referral__status__in=met).exists()


def how_it_was(stage: Stage, match: Match, chance: Random) -> None:
    """Some look back, each on her own side."""
    if chance.random() > SAY_HOW_IT_WAS:
        return
    actions.give_feedback(
        match=match,
        side=Side.HER,
        felt_right=chance.choice((3, 4, 5, 5)),
        helped="That somebody came back every week.",
        by=HERSELF,
        now=clock.now(),
    )
    actions.give_feedback(
        match=match,
        side=Side.VOLUNTEER,
        felt_right=chance.choice((4, 4, 5)),
        better="I would have liked to know earlier when it ends.",
        by=stage.helper(match),
        now=clock.now(),
    )
    stage.note("both said how it was")

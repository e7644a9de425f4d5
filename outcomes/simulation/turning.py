"""When things turn out otherwise: a birth, a hard time, someone else instead, somebody to stand in.

Each turn is taken once, on its day before the end, by a match that runs then.
"""

from collections.abc import Callable
from datetime import date, timedelta

from outcomes.simulation.pairing import best_of
from outcomes.simulation.stage import Stage, at, later, working_time
from outcomes.simulation.supporting import log
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from referrals.enums import Means
from volunteers import actions, queries
from volunteers.enums import MatchKind, SaidBy, WhyApart, WhyExtended, WhyPaused
from volunteers.models import CoverNeed, Match

Turn = Callable[[Stage, Match, Site], Life]
A_HARD_TIME = timedelta(weeks=4)
A_BIRTH_TAKES = timedelta(days=21)
A_LONG_BREAK = timedelta(days=60)


def turns(stage: Stage) -> None:
    """On which day before the end, and at which of the sites."""
    for turn, days_before, place in TURNS:
        site = stage.sites[place % len(stage.sites)]
        on = stage.last_day - timedelta(days=days_before)
        stage.world.begin(_taking(stage, turn, site, on))


def _taking(stage: Stage, turn: Turn, site: Site, on: date) -> Life:
    yield at(on, 8)
    yield working_time(site, stage.chance("turn", turn.__name__, on))
    if match := somebody(stage, site):
        stage.note(f"turns: {turn.__name__.replace('_', ' ')}")
        yield from turn(stage, match, site)


def somebody(stage: Stage, site: Site) -> Match | None:
    """The match that began last, of those in which nobody rests or stands in, and they have met.

    Whoever anybody signs in as to look around goes on as she is.
    """
    running = Match.objects.active().filter(kind=MatchKind.MAIN, referral__site=site)
    met = running.filter(session__attendance="happened", referral__status="in_support").distinct()
    found = (
        match
        for match in met.order_by("-started_at", "pk")
        if match.pk not in stage.resting and not stage.is_own(match.volunteer_id, site)
    )
    return next(found, None)


# --- the turns --------------------------------------------------------------------------------
def a_birth(stage: Stage, match: Match, site: Site) -> Life:
    """It rests until she has had her baby, and goes on."""
    _rest(stage, match, site)
    yield later(A_BIRTH_TAKES.days)
    stage.resting.discard(match.pk)
    if Match.objects.active().filter(pk=match.pk).exists():
        actions.resume_support(match=match, by=stage.coordinator(site), now=clock.now())


def a_birth_to_look_at(stage: Stage, match: Match, site: Site) -> Life:
    """The day on which somebody wanted to ask again has come."""
    _rest(stage, match, site, until=stage.last_day)
    yield from ()


def _rest(stage: Stage, match: Match, site: Site, until: date | None = None) -> None:
    stage.resting.add(match.pk)
    actions.pause_support(
        match=match,
        why=WhyPaused.BIRTH,
        look_again_on=until or clock.today() + A_BIRTH_TAKES,
        by=stage.coordinator(site),
        now=clock.now(),
    )


def a_hard_time(stage: Stage, match: Match, site: Site) -> Life:
    match.referral.refresh_from_db()
    actions.extend_support(
        match=match,
        to_on=match.referral.planned_end_on + A_HARD_TIME,
        why=WhyExtended.HARD_TIME,
        words="Her mother has died. We agreed on four more weeks.",
        by=stage.coordinator(site),
        now=clock.now(),
    )
    yield from ()


def someone_else_instead(stage: Stage, match: Match, site: Site) -> Life:
    ask_for_someone_else(stage, match, site)
    yield from ()


def ask_for_someone_else(stage: Stage, match: Match, site: Site) -> None:
    by, now = stage.coordinator(site), clock.now()
    actions.ask_for_someone_else(match=match, asked_by=SaidBy.HER, by=by, now=now)


def a_break_with_a_plan(stage: Stage, match: Match, site: Site) -> Life:
    """Her coordinator rings in the meantime: the need stays open until that has begun."""
    need = _goes_on_a_break(stage, match, site)
    plan = "I ring her every Tuesday until her volunteer is back."
    actions.plan_cover(need=need, plan=plan, by=stage.coordinator(site), now=clock.now())
    yield from ()


def somebody_stands_in(stage: Stage, match: Match, site: Site) -> Life:
    """Her volunteer is on a break, and another one is there in between."""
    need = _goes_on_a_break(stage, match, site)
    chance, by = stage.chance("cover", stage.mums[match.referral_id].email), stage.coordinator(site)
    fitting, _, volunteers = queries.suggestions(match.referral, by.user, now=clock.now())
    best = best_of(stage, fitting)
    if best is None:
        return
    cover = actions.propose(
        referral=match.referral,
        volunteer=volunteers[best.offer.volunteer],
        kind=MatchKind.COVER,
        cover_need=need,
        by=by,
        now=clock.now(),
    )
    yield later(1)
    actions.volunteer_agrees(match=cover, by=stage.helper(cover), now=clock.now())
    yield working_time(site, chance, after_days=1)
    actions.parent_agrees(match=cover, means=Means.BY_PHONE, by=by, now=clock.now())
    stage.note("matches begun to stand in")
    while True:
        yield later(chance.uniform(5, 9))
        if not Match.objects.active().filter(pk=cover.pk).exists():
            return
        log(stage, cover, chance)


def _goes_on_a_break(stage: Stage, match: Match, site: Site) -> CoverNeed:
    hers = Match.objects.active().filter(volunteer=match.volunteer_id)
    stage.resting.update(hers.values_list("pk", flat=True))
    actions.take_break(
        volunteer=match.volunteer,
        back_on=clock.today() + A_LONG_BREAK,
        needs_cover=True,
        by=stage.helper(match),
        now=clock.now(),
    )
    return CoverNeed.objects.open().get(match=match)


def kept_apart(stage: Stage, match: Match, site: Site) -> Life:
    """Who waits longest has said that she knows this volunteer."""
    by, now = stage.coordinator(site), clock.now()
    if her := queries.waiting_without_proposal(by.user).first():
        actions.keep_apart(
            referral=her,
            volunteer=match.volunteer,
            why=WhyApart.KNOWN,
            said_by=SaidBy.HER,
            by=by,
            now=now,
        )
    yield from ()


TURNS: tuple[tuple[Turn, int, int], ...] = (  # days before the end, and the number of the site
    (someone_else_instead, 150, 1),
    (a_hard_time, 120, 0),
    (a_birth, 75, 1),
    (somebody_stands_in, 30, 0),
    (a_birth_to_look_at, 18, 2),
    (a_break_with_a_plan, 14, 1),
    (a_hard_time, 12, 2),
    (kept_apart, 8, 0),
)

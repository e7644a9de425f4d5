"""When the two may meet, and visits to a mum's home that somebody answers for."""

from datetime import datetime, timedelta

from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import HERSELF
from pim.models import Site
from volunteers import actions
from volunteers.enums import MatchKind, SessionKind, TimeAnswer
from volunteers.models import HomeVisit, Match

STAYS = timedelta(minutes=45)


def visiting(stage: Stage, site: Site) -> Life:
    """She goes in while somebody is there to answer, and is out in time."""
    yield stage.last_staffed(site, hour=10, days_before=2)
    for match in _running(stage, site)[:1]:
        visit = _plan(stage, match, clock.now() + timedelta(hours=1))
        yield later(1 / 24)
        actions.start_visit(visit=visit, by=stage.helper(match), now=clock.now())
        yield later(40 / 60 / 24)
        actions.check_out(visit=visit, by=stage.helper(match), now=clock.now())
        stage.note("home visits")


def plan_for_tomorrow(stage: Stage, site: Site) -> None:
    """For one of them somebody has said that she answers. The other one is in the evening."""
    tomorrow = stage.last_day + timedelta(days=1)
    matches = _running(stage, site)
    for match, hour in zip(matches, (11, 19), strict=False):
        visit = _plan(stage, match, at(tomorrow, hour))
        if hour == 11:
            by = stage.coordinator(site)
            actions.promise_to_answer(visit=visit, by=by, now=clock.now())


def _plan(stage: Stage, match: Match, starts_at: datetime) -> HomeVisit:
    by = stage.helper(match)
    return actions.plan_visit(
        match=match, starts_at=starts_at, ends_at=starts_at + STAYS, by=by, now=clock.now()
    )


def _running(stage: Stage, site: Site) -> list[Match]:
    """Those that began first, with whoever is there just now; each volunteer once."""
    active = Match.objects.active().filter(referral__site=site, kind=MatchKind.MAIN)
    rows = active.select_related("referral").order_by("started_at")
    here = [match for match in rows if match.pk not in stage.resting]
    return list({match.volunteer_id: match for match in here}.values())


def offer_first_times(stage: Stage, match: Match) -> None:
    """Two new ones: one time suits her, and a coordinator may come along."""
    tomorrow = stage.last_day + timedelta(days=1)
    days = (tomorrow + timedelta(days=step) for step in (1, 3))
    offered = [actions.Offered(at(day, 14), SessionKind.OUT) for day in days]
    times = actions.offer_times(match=match, times=offered, by=stage.helper(match), now=clock.now())
    actions.answer_time(time=times[0], answer=TimeAnswer.SUITS, by=HERSELF, now=clock.now())


def times_without_answer(stage: Stage, site: Site) -> Life:
    """She has not answered for days: somebody rings her."""
    yield at(stage.last_day - timedelta(days=3), 18)
    tomorrow = stage.last_day + timedelta(days=1)
    for match in _running(stage, site)[-1:]:
        offered = [actions.Offered(at(tomorrow, 10), SessionKind.PHONE)]
        actions.offer_times(match=match, times=offered, by=stage.helper(match), now=clock.now())

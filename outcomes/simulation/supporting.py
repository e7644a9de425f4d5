"""Both agree, they meet, and it ends."""

from datetime import date, timedelta
from random import Random

from outcomes.simulation.caring import talking_it_over
from outcomes.simulation.lasting import how_it_was, looked_after
from outcomes.simulation.stage import Stage, later, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from referrals.enums import Means
from volunteers import actions
from volunteers.enums import Attendance, EndReason, MatchStatus, SessionKind
from volunteers.models import Match

KINDS = (SessionKind.PHONE, SessionKind.PHONE, SessionKind.OUT, SessionKind.HOME)


def agreeing(stage: Stage, match: Match, site: Site, chance: Random) -> Life:
    """First the volunteer says yes, then the coordinator asks the mum."""
    yield later(chance.uniform(0.2, 4))
    if not is_still(match, MatchStatus.PROPOSED):
        return stage.note("proposals overtaken by events")
    helper, now = stage.helper(match), clock.now()
    if chance.random() > stage.helpers[match.volunteer_id].says_yes:
        actions.volunteer_declines(match=match, by=helper, now=now)
        return stage.note("volunteer said no")
    actions.volunteer_agrees(match=match, by=helper, now=now)
    yield working_time(site, chance, after_days=1)
    if not is_still(match, MatchStatus.PROPOSED):
        return stage.note("proposals overtaken by events")
    by, now = stage.coordinator(site), clock.now()
    if chance.random() < 0.07:
        actions.parent_declines(match=match, by=by, now=now)
        return stage.note("mum asked for someone else")
    actions.parent_agrees(match=match, means=Means.BY_PHONE, by=by, now=now)
    stage.note("matches begun")
    stage.world.begin(looked_after(stage, match, site))
    yield from supporting(stage, match, site, chance)


def supporting(stage: Stage, match: Match, site: Site, chance: Random) -> Life:
    """A session most weeks until the planned end, or until life gets in the way."""
    stops_on = _stops_on(stage, match, chance)
    while True:
        yield later(chance.uniform(5, 9))
        status, ends_on = _how_it_stands(match)
        if status != MatchStatus.ACTIVE:
            return  # her volunteer has left meanwhile: she waits for another
        if clock.today() >= min(stops_on, ends_on):
            break
        if match.pk not in stage.resting:
            log(stage, match, chance)
    yield working_time(site, chance)
    if is_still(match, MatchStatus.ACTIVE):
        _end(stage, match, site, completed=ends_on < stops_on)
        how_it_was(stage, match, chance)


def _stops_on(stage: Stage, match: Match, chance: Random) -> date:
    """Some stop before the end that was planned."""
    if chance.random() > stage.mums[match.referral_id].stops_early:
        return date.max
    weeks = chance.randint(2, stage.programme.support_weeks - 2)
    return clock.today() + timedelta(weeks=weeks)


def _how_it_stands(match: Match) -> tuple[str, date]:
    """Where the match stands, and its planned end, which may have moved."""
    status, ends_on = Match.objects.values_list("status", "referral__planned_end_on").get(
        pk=match.pk
    )
    return status, ends_on or date.max


def is_still(match: Match, status: MatchStatus) -> bool:
    return Match.objects.filter(pk=match.pk, status=status).exists()


def _end(stage: Stage, match: Match, site: Site, *, completed: bool) -> None:
    reason = EndReason.COMPLETED if completed else EndReason.ENDED_EARLY
    by, now = stage.coordinator(site), clock.now()
    actions.end_match(match=match, reason=reason, risks_reviewed=True, by=by, now=now)
    stage.note(f"matches ended: {reason.label.lower()}")


def log_a_hard_one(stage: Stage, match: Match) -> None:
    """She would like to talk about it, and nobody has yet."""
    actions.log_session(
        match=match,
        held_on=clock.today(),
        kind=SessionKind.PHONE,
        minutes=60,
        was_hard=True,
        by=stage.helper(match),
        now=clock.now(),
    )


def log(stage: Stage, match: Match, chance: Random) -> None:
    if chance.random() > stage.helpers[match.volunteer_id].logs:
        return stage.note("sessions not logged")
    happened = chance.random() < 0.82
    session = actions.log_session(
        match=match,
        held_on=clock.today(),
        kind=chance.choice(KINDS),
        attendance=Attendance.HAPPENED if happened else Attendance.SHE_CANCELLED,
        minutes=chance.choice((30, 45, 60, 90)) if happened else 0,
        was_hard=happened and chance.random() < 0.015,
        by=stage.helper(match),
        now=clock.now(),
    )
    stage.note("sessions logged")
    if session.was_hard:
        stage.world.begin(talking_it_over(stage, session, match.volunteer_id))

"""The weekly matching meeting, both agreements, the sessions, and the end."""

from datetime import date
from random import Random
from uuid import UUID

from outcomes.simulation.stage import Stage, at, later, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import Actor, acting
from pim.models import Site
from referrals.enums import Means
from referrals.models import Referral
from volunteers import actions, queries
from volunteers.enums import Attendance, EndReason, MatchStatus, SessionKind
from volunteers.matching import Candidate
from volunteers.models import Match

MEETING_WEEKDAY = 2  # Wednesday
MOST_PROPOSALS = 2  # that one part-time coordinator looks after in a week
MOST_LOOKED_AT = 20  # waiting mums she gets through in one meeting


def meetings(stage: Stage, site: Site, starts_on: date) -> Life:
    """Each week the coordinator goes through her waiting list, the longest wait first."""
    yield at(starts_on, 11)
    while True:
        if clock.today().weekday() == MEETING_WEEKDAY:
            _meet(stage, site)
        yield later(1)


def _meet(stage: Stage, site: Site) -> None:
    by, proposed = stage.coordinator(site), 0
    for referral in queries.waiting_without_proposal(by.user)[:MOST_LOOKED_AT]:
        proposed += _propose_the_best(stage, referral, by, site)
        if proposed == MOST_PROPOSALS:
            return


def _propose_the_best(stage: Stage, referral: Referral, by: Actor, site: Site) -> bool:
    match = ask_the_best(stage, referral, by)
    if match is None:
        return False
    chance = stage.chance("match", stage.mums[referral.pk].email, clock.today())
    stage.world.begin(_agreeing(stage, match, site, chance))
    return True


def ask_the_best(stage: Stage, referral: Referral, by: Actor) -> Match | None:
    """Propose whoever fits best, if anybody does."""
    candidates, _, volunteers = queries.suggestions(referral, by.user, on=clock.today())
    if not candidates:
        return None
    best = min(candidates, key=lambda found: (-found.score, _name(stage, found)))
    stage.note("proposals")
    return actions.propose(
        referral=referral, volunteer=volunteers[best.offer.volunteer], by=by, now=clock.now()
    )


def _name(stage: Stage, candidate: Candidate) -> str:
    """Ids are random: equals are taken in the order of something that is not."""
    return stage.helpers[UUID(candidate.offer.volunteer)].email


def _agreeing(stage: Stage, match: Match, site: Site, chance: Random) -> Life:
    """First the volunteer says yes, then the coordinator asks the mum."""
    volunteer, mum = match.volunteer, stage.mums[match.referral_id]
    yield later(chance.uniform(0.2, 4))
    if not _is(match, MatchStatus.PROPOSED):
        return stage.note("proposals overtaken by events")
    now = clock.now()
    if chance.random() > stage.helpers[volunteer.pk].says_yes:
        actions.volunteer_declines(match=match, by=acting(volunteer.user), now=now)
        return stage.note("volunteer said no")
    actions.volunteer_agrees(match=match, by=acting(volunteer.user), now=now)
    yield working_time(site, chance, after_days=1)
    if not _is(match, MatchStatus.PROPOSED):
        return stage.note("proposals overtaken by events")
    by, now = stage.coordinator(site), clock.now()
    if chance.random() < 0.07:
        actions.parent_declines(match=match, by=by, now=now)
        return stage.note("mum asked for someone else")
    actions.parent_agrees(match=match, means=Means.BY_PHONE, by=by, now=now)
    stage.note("matches begun")
    yield from _supporting(stage, match, site, chance, stops_early=mum.stops_early)


def _supporting(stage: Stage, match: Match, site: Site, chance: Random, stops_early: float) -> Life:
    """A session most weeks until the planned end, or until life gets in the way."""
    weeks = stage.programme.support_weeks
    last_week = chance.randint(2, weeks - 2) if chance.random() < stops_early else weeks
    for _ in range(last_week):
        yield later(chance.uniform(5, 9))
        if not _is(match, MatchStatus.ACTIVE):
            return  # her volunteer has left meanwhile: she waits for another
        _log(stage, match, chance)
    yield working_time(site, chance)
    if _is(match, MatchStatus.ACTIVE):
        reason = EndReason.COMPLETED if last_week == weeks else EndReason.ENDED_EARLY
        actions.end_match(
            match=match,
            reason=reason,
            risks_reviewed=True,
            by=stage.coordinator(site),
            now=clock.now(),
        )
        stage.note(f"matches ended: {reason.label.lower()}")


def _is(match: Match, status: MatchStatus) -> bool:
    match.refresh_from_db()
    return match.status == status


def _log(stage: Stage, match: Match, chance: Random) -> None:
    helper = stage.helpers[match.volunteer_id]
    if chance.random() > helper.logs:
        return stage.note("sessions not logged")
    happened = chance.random() < 0.82
    kinds = [SessionKind.PHONE, SessionKind.PHONE, SessionKind.OUT, SessionKind.HOME]
    actions.log_session(
        match=match,
        held_on=clock.today(),
        kind=chance.choice(kinds),
        attendance=Attendance.HAPPENED if happened else Attendance.SHE_CANCELLED,
        minutes=chance.choice((30, 45, 60, 90)) if happened else 0,
        by=acting(match.volunteer.user),
        now=clock.now(),
    )
    stage.note("sessions logged")

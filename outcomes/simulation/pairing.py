"""The weekly matching meeting: the longest wait is looked at first, and whoever fits best asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.supporting import agreeing
from outcomes.simulation.world import Life
from pim import clock
from pim.models import Site
from referrals.models import Referral
from volunteers import actions
from volunteers.enums import PairStanding
from volunteers.matching import Candidate, rank
from volunteers.models import Match, MatchingMeeting, Volunteer
from volunteers.queries.meeting import waiting_list

MEETING_WEEKDAY = 2  # Wednesday
MOST_PROPOSALS = 2  # that one part-time coordinator looks after in a week
MOST_LOOKED_AT = 20  # waiting mums she gets through in one meeting
WITH_A_DRAFT = timedelta(weeks=3)  # until then she decided without one


def meetings(stage: Stage, site: Site, starts_on: date) -> Life:
    """Each week the coordinator goes through her waiting list, the longest wait first."""
    day = starts_on + timedelta(days=(MEETING_WEEKDAY - starts_on.weekday()) % 7)
    yield at(day, 11)
    while True:
        meet(stage, site)
        yield later(7)


def meet(stage: Stage, site: Site) -> None:
    """In the last weeks with a draft, which is closed when everybody found in it is asked."""
    has_draft = stage.ends_at - clock.now() < WITH_A_DRAFT
    by, now = stage.coordinator(site), clock.now()
    draft = actions.open_meeting(site=site, by=by, now=now) if has_draft else None
    for match in islice(_asking(stage, site, draft), MOST_PROPOSALS):
        chance = stage.chance("match", stage.mums[match.referral_id].email, clock.today())
        stage.world.begin(agreeing(stage, match, site, chance))
    if draft:
        words = "We asked those who fit best. The others we look at again next week."
        actions.note(meeting=draft, words=words, by=by, now=now)
        actions.close_meeting(meeting=draft, by=by, now=now)
        stage.note("matching meetings with a draft")


def ask_somebody(stage: Stage, site: Site) -> Match | None:
    return next(_asking(stage, site), None)


def _asking(stage: Stage, site: Site, draft: MatchingMeeting | None = None) -> Iterator[Match]:
    """For one wait after the other, the longest first, whoever fits best is asked."""
    listed = waiting_list(site, stage.coordinator(site).user, now=clock.now())
    offers = dict(listed.offers)
    for need in list(listed.needs.values())[:MOST_LOOKED_AT]:
        best = best_of(stage, rank(need, offers.values(), listed.weights))
        if best is not None:
            volunteer = best.offer.volunteer
            offers[volunteer] = replace(best.offer, free=best.offer.free - 1)
            yield _ask(stage, site, need.referral, volunteer, draft)


def _ask(
    stage: Stage, site: Site, referral: str, volunteer: str, draft: MatchingMeeting | None
) -> Match:
    stage.note("proposals")
    by, now = stage.coordinator(site), clock.now()
    two = {
        "referral": Referral.objects.get(pk=referral),
        "volunteer": Volunteer.objects.get(pk=volunteer),
    }
    if draft is None:
        return actions.propose(**two, by=by, now=now)
    chosen = actions.choose_other(meeting=draft, **two, by=by, now=now)
    actions.publish(meeting=draft, pairs=[chosen.pair.pk], by=by, now=now)
    return Match.objects.proposed().get(referral=referral)


def best_of(stage: Stage, fitting: list[Candidate]) -> Candidate | None:
    """Ids are random: equals are taken in the order of something that is not."""
    return min(fitting, key=lambda one: (-one.score, stage.name(one.offer.volunteer)), default=None)


def leave_a_draft(stage: Stage, site: Site) -> None:
    """The meeting of this week has begun: one pair is fixed, one ruled out, and a note is made."""
    by, now = stage.coordinator(site), clock.now()
    meeting = actions.open_meeting(site=site, by=by, now=now)
    drafted = sorted(
        meeting.draftpair_set.filter(standing=PairStanding.SUGGESTED),
        key=lambda pair: stage.name(pair.volunteer_id),
    )
    for pair, settle in zip(drafted, (actions.fix_pair, actions.rule_out), strict=False):
        settle(pair=pair, by=by, now=now)
    words = "The second two live far from each other. I ring her before we decide."
    actions.note(meeting=meeting, words=words, by=by, now=now)

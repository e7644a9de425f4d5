"""The weekly matching meeting. All it makes is a draft: nobody is asked until it is published."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.models import Site
from volunteers import matching
from volunteers.enums import PairStanding
from volunteers.models import DraftPair, MatchingMeeting
from volunteers.queries.meeting import (
    WaitingList,
    key_of,
    open_meeting_of,
    waiting_list,
    why_they_do_not_fit,
)

IS_CLOSED = "This meeting is closed. Open a new one."


@transaction.atomic
def open_meeting(*, site: Site, by: Actor, now: datetime) -> MatchingMeeting:
    """The open meeting of a site, with a first draft. Two who press at once share one."""
    meeting, is_new = _open_one(site, by=by, now=now)
    if is_new:
        solve(meeting=meeting, by=by, now=now)
    return meeting


@transaction.atomic
def solve(*, meeting: MatchingMeeting, by: Actor, now: datetime) -> int:
    """Draft the best for the whole list anew. What was fixed or ruled out by hand stays.

    Gives how many fixed pairs do not fit any more and were let go.
    """
    locked = locked_meeting(meeting)
    listed = waiting_list(locked.site, by.user, now=now)
    let_go = _let_go(locked, listed)
    fixed = locked.draftpair_set.filter(standing=PairStanding.FIXED)
    ruled_out = locked.draftpair_set.filter(standing=PairStanding.RULED_OUT)
    _keep(locked, _allocated(listed, fixed, ruled_out), by=by, now=now)
    return let_go


@transaction.atomic
def keep_allocation(
    *, site: Site, allocation: matching.Allocation, by: Actor, now: datetime
) -> MatchingMeeting:
    """Put an allocation that was worked out elsewhere into the draft of the site's meeting."""
    meeting, _ = _open_one(site, by=by, now=now)
    _keep(locked_meeting(meeting), allocation, by=by, now=now)
    return meeting


@transaction.atomic
def note(*, meeting: MatchingMeeting, words: str, by: Actor, now: datetime) -> MatchingMeeting:
    """Add to the notes, with when and who, so that two who write do not undo each other."""
    locked = locked_meeting(meeting)
    heading = f"{localtime(now):%-d %b, %H:%M}, {by.user.name if by.user else 'the system'}"
    locked.notes = "\n\n".join(filter(None, [locked.notes, f"{heading}\n{words.strip()}"]))
    locked.save(update_fields=["notes"])
    audit.record(by=by, action="meeting.noted", target=locked, now=now)
    return locked


@transaction.atomic
def close_meeting(*, meeting: MatchingMeeting, by: Actor, now: datetime) -> MatchingMeeting:
    """It can be read from now on, and not changed. Pairs that were not proposed go no further."""
    locked = locked_meeting(meeting)
    locked.closed_at = now
    locked.save(update_fields=["closed_at"])
    audit.record(by=by, action="meeting.closed", target=locked, now=now)
    return locked


def locked_meeting(meeting: MatchingMeeting) -> MatchingMeeting:
    """The meeting as it is now, if it is still open. Locked before referrals and volunteers."""
    of = MatchingMeeting.objects.select_for_update(of=("self",))
    locked = of.select_related("site__programme").get(pk=meeting.pk)
    if locked.closed_at is not None:
        raise DomainError(IS_CLOSED)
    return locked


def _open_one(site: Site, *, by: Actor, now: datetime) -> tuple[MatchingMeeting, bool]:
    """One open meeting a site is all the database takes."""
    if there := open_meeting_of(site):
        return there, False
    try:
        with transaction.atomic():
            made = MatchingMeeting.objects.create(site=site, opened_at=now, opened_by=by.user)
    except IntegrityError:
        return MatchingMeeting.objects.open().get(site=site), False
    audit.record(by=by, action="meeting.opened", target=made, now=now)
    return made, True


def _let_go(meeting: MatchingMeeting, listed: WaitingList) -> int:
    fixed = meeting.draftpair_set.filter(standing=PairStanding.FIXED)
    misfits = why_they_do_not_fit(fixed, listed)
    gone, _ = fixed.filter(pk__in=list(misfits)).delete()
    return gone


def _allocated(listed: WaitingList, fixed: Iterable, ruled_out: Iterable) -> matching.Allocation:
    try:
        return listed.allocate(map(key_of, fixed), map(key_of, ruled_out))
    except matching.NotPossible as error:
        raise DomainError(str(error)) from error


def _keep(
    meeting: MatchingMeeting, allocation: matching.Allocation, *, by: Actor, now: datetime
) -> None:
    """The allocation becomes the draft, beside what was settled by hand."""
    meeting.draftpair_set.filter(standing=PairStanding.SUGGESTED).delete()
    _add_suggestions(meeting, allocation.pairs)
    meeting.solved_at = now
    meeting.considered, meeting.objective = allocation.considered, allocation.objective
    meeting.save(update_fields=["solved_at", "considered", "objective"])
    audit.record(
        by=by,
        action="meeting.solved",
        target=meeting,
        now=now,
        pairs=len(allocation.pairs),
        without=len(allocation.unmatched),
        considered=allocation.considered,
    )


def _add_suggestions(meeting: MatchingMeeting, pairs: Iterable[matching.Pair]) -> None:
    by_hand = list(meeting.draftpair_set.exclude(standing=PairStanding.PUBLISHED))
    settled = {str(one.referral_id) for one in by_hand if one.is_in_the_draft}
    apart = {key_of(one) for one in by_hand}
    DraftPair.objects.bulk_create(
        DraftPair(
            meeting=meeting,
            referral_id=pair.referral,
            volunteer_id=pair.volunteer,
            standing=PairStanding.SUGGESTED,
            score=pair.score,
            reasons=[*pair.reasons, *pair.for_staff],
        )
        for pair in pairs
        if pair.referral not in settled and (pair.referral, pair.volunteer) not in apart
    )

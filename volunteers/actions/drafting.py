"""What a coordinator does to the draft by hand, and how it is published, in parts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from referrals.models import Referral
from volunteers.actions.meeting import IS_CLOSED, locked_meeting
from volunteers.actions.proposing import propose
from volunteers.enums import IN_THE_DRAFT, PairStanding
from volunteers.models import DraftPair, MatchingMeeting, Volunteer
from volunteers.queries.meeting import WaitingList, waiting_list

WAS_RULED_OUT = (
    "These two were ruled out in this meeting. If they may be together after all, say so under"
    " the draft first."
)


@dataclass(frozen=True)
class Published:
    """How many volunteers were asked, and which pairs were left."""

    asked: int
    left: tuple[UUID, ...]


@dataclass(frozen=True)
class Chosen:
    """The pair chosen by hand, and those whose volunteer it has taken."""

    pair: DraftPair
    lost: tuple[DraftPair, ...]


@transaction.atomic
def fix_pair(*, pair: DraftPair, by: Actor, now: datetime) -> DraftPair:
    """Whatever else is solved, these two stay together."""
    return _stand(pair, PairStanding.FIXED, was=IN_THE_DRAFT, by=by, now=now)


@transaction.atomic
def rule_out(*, pair: DraftPair, by: Actor, now: datetime) -> DraftPair:
    """Not these two, in this meeting. To keep them apart for good is another matter."""
    was = (*IN_THE_DRAFT, PairStanding.RULED_OUT)
    return _stand(pair, PairStanding.RULED_OUT, was=was, by=by, now=now)


@transaction.atomic
def free_pair(*, pair: DraftPair, by: Actor, now: datetime) -> None:
    """Neither fixed nor ruled out any more. Two who were ruled out leave the draft altogether."""
    if pair.standing == PairStanding.RULED_OUT:
        locked = _locked_pair(pair, was=(PairStanding.RULED_OUT,))
        audit.record(by=by, action="meeting.pair_freed", target=locked.meeting, now=now)
        locked.delete()
    else:
        _stand(pair, PairStanding.SUGGESTED, was=IN_THE_DRAFT, by=by, now=now)


@transaction.atomic
def choose_other(
    *,
    meeting: MatchingMeeting,
    referral: Referral,
    volunteer: Volunteer,
    by: Actor,
    now: datetime,
) -> Chosen:
    """This volunteer for her, by hand. If the volunteer's places are all given away in the draft,
    the weakest suggestion gives way; two fixed by hand never do. Two who were ruled out have to
    be let together again first, so that nobody undoes that unawares."""
    locked = locked_meeting(meeting)
    listed = waiting_list(locked.site, by.user, now=now)
    key = (str(referral.pk), str(volunteer.pk))
    if why := listed.why_not(key):
        raise DomainError(f"This does not fit: {_inside(why)}.")
    here = locked.draftpair_set.filter(referral=referral, volunteer=volunteer)
    if here.filter(standing=PairStanding.RULED_OUT).exists():
        raise DomainError(WAS_RULED_OUT)
    draft = locked.draftpair_set.in_the_draft()
    draft.filter(referral=referral).exclude(volunteer=volunteer).delete()
    lost = _make_room(draft.exclude(referral=referral), volunteer, listed)
    chosen = _put_in(locked, key, listed)
    audit.record(by=by, action="meeting.pair_chosen", target=locked, now=now, pair=chosen.pk)
    return Chosen(chosen, lost)


def publish(
    *, meeting: MatchingMeeting, pairs: Collection[UUID], by: Actor, now: datetime
) -> Published:
    """Ask the volunteers of these pairs. Each pair is settled on its own: one that does not fit
    any more is left in the draft, and the others go on."""
    if not MatchingMeeting.objects.open().filter(pk=meeting.pk).exists():
        raise DomainError(IS_CLOSED)
    left = []
    for pk in pairs:
        try:
            _publish_one(meeting, pk, by=by, now=now)
        except DomainError:
            left.append(pk)
    asked = len(pairs) - len(left)
    audit.record(
        by=by, action="meeting.published", target=meeting, now=now, asked=asked, left=len(left)
    )
    return Published(asked, tuple(left))


@transaction.atomic
def _publish_one(meeting: MatchingMeeting, pk: UUID, *, by: Actor, now: datetime) -> None:
    locked_meeting(meeting)
    pair = meeting.draftpair_set.select_related("referral", "volunteer").filter(pk=pk).first()
    if pair is None or not pair.is_in_the_draft:
        raise DomainError("This pair is not in the draft any more.")
    match = propose(referral=pair.referral, volunteer=pair.volunteer, by=by, now=now)
    pair.standing, pair.match = PairStanding.PUBLISHED, match
    pair.save(update_fields=["standing", "match"])


def _stand(
    pair: DraftPair,
    standing: PairStanding,
    *,
    was: Collection[PairStanding],
    by: Actor,
    now: datetime,
) -> DraftPair:
    locked = _locked_pair(pair, was=was)
    if locked.standing != standing:
        locked.standing = standing
        locked.save(update_fields=["standing"])
        action = f"meeting.pair_{standing}"
        audit.record(by=by, action=action, target=locked.meeting, now=now, pair=locked.pk)
    return locked


def _locked_pair(pair: DraftPair, *, was: Collection[PairStanding]) -> DraftPair:
    """The pair as it is now, under the lock of its meeting."""
    meeting = locked_meeting(pair.meeting)
    locked = meeting.draftpair_set.filter(pk=pair.pk, standing__in=was).first()
    if locked is None:
        raise DomainError("The draft has changed meanwhile. Please look at it again.")
    return locked


def _make_room(
    others: QuerySet, volunteer: Volunteer, listed: WaitingList
) -> tuple[DraftPair, ...]:
    """The suggestions that gave way."""
    hers = others.filter(volunteer=volunteer)
    too_many = hers.count() + 1 - listed.offers[str(volunteer.pk)].free
    if too_many < 1:
        return ()
    suggested = hers.filter(standing=PairStanding.SUGGESTED).order_by("score", "pk")
    weakest = tuple(suggested.select_related("referral__parent")[:too_many])
    if len(weakest) < too_many:
        raise DomainError("All her free places are fixed for others in this draft.")
    others.filter(pk__in=[pair.pk for pair in weakest]).delete()
    return weakest


def _put_in(meeting: MatchingMeeting, key: tuple[str, str], listed: WaitingList) -> DraftPair:
    """Fixed, also if it was suggested before."""
    weighed = listed.weighed(key)
    pair, _ = meeting.draftpair_set.exclude(standing=PairStanding.PUBLISHED).update_or_create(
        meeting=meeting,
        referral_id=key[0],
        volunteer_id=key[1],
        defaults={
            "standing": PairStanding.FIXED,
            "score": weighed.score,
            "reasons": [*weighed.reasons, *weighed.for_staff],
        },
    )
    return pair


def _inside(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]

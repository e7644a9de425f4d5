"""Two people who are not put together. Told to neither of them."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from referrals.actions.locking import locked_person
from referrals.models import Parent, Referral
from volunteers.actions.locking import locked_volunteer
from volunteers.actions.proposing import volunteer_declines, withdraw_proposal
from volunteers.enums import MatchStatus, SaidBy, WhyApart
from volunteers.models import Match, NotTogether, Volunteer


@transaction.atomic
def keep_apart(
    *,
    referral: Referral,
    volunteer: Volunteer,
    why: WhyApart,
    said_by: SaidBy,
    by: Actor,
    now: datetime,
) -> NotTogether:
    """From now on, in every referral of hers. A proposal of the two is taken back without a word
    of why; a match goes on until somebody has talked to both and ends it."""
    person, who = _locked(referral), locked_volunteer(volunteer.pk)
    row, is_new = NotTogether.objects.get_or_create(
        parent=person,
        volunteer=who,
        why=why,
        lifted_at=None,
        defaults={"said_by": said_by, "noted_at": now, "noted_by": by.user},
    )
    if is_new:
        _note(row, referral, "kept_apart", by=by, now=now)
    for match in Match.objects.proposed().filter(referral__parent=person, volunteer=who):
        withdraw_proposal(match=match, by=by, now=now)
    return row


@transaction.atomic
def lift_apart(*, apart: NotTogether, by: Actor, now: datetime) -> NotTogether:
    """It was a mistake, or does not hold any more. What the rows of the two themselves say (one
    number, one postcode, a no) holds on."""
    locked = NotTogether.objects.select_for_update().get(pk=apart.pk)
    if locked.lifted_at is None:
        locked.lifted_at = now
        locked.save(update_fields=["lifted_at"])
        newest = Referral.objects.filter(parent=locked.parent_id).order_by("-asked_at").first()
        _note(locked, newest, "apart_lifted", by=by, now=now)
    return locked


@transaction.atomic
def volunteer_knows_her(
    *, match: Match, safety_reason: str = "", by: Actor, now: datetime
) -> NotTogether:
    """The volunteer thinks she knows her. To a proposal that is her no; a match goes on until a
    coordinator has talked to both."""
    current = Match.objects.select_related("referral", "volunteer").get(pk=match.pk)
    if current.status != MatchStatus.ACTIVE:
        volunteer_declines(match=current, safety_reason=safety_reason, by=by, now=now)
    return keep_apart(
        referral=current.referral,
        volunteer=current.volunteer,
        why=WhyApart.KNOWN,
        said_by=SaidBy.VOLUNTEER,
        by=by,
        now=now,
    )


@transaction.atomic
def take_apart_along(*, stays: Parent, gone: Parent, by: Actor, now: datetime) -> None:
    """Two records of one person are joined: who is kept apart from either is from both."""
    told = set(_standing(stays).values_list("volunteer", "why"))
    for row in _standing(gone).select_for_update():
        if (row.volunteer_id, row.why) in told:
            row.lifted_at = now  # the same is said on the record that stays
            row.save(update_fields=["lifted_at"])
    NotTogether.objects.filter(parent=gone).update(parent=stays)


def _standing(person: Parent):
    return NotTogether.objects.standing().filter(parent=person)


def _locked(referral: Referral) -> Parent:
    """Her referrals, then herself: in the order in which two records are merged."""
    person = Referral.objects.values_list("parent", flat=True).get(pk=referral.pk)
    list(Referral.objects.filter(parent=person).order_by("pk").select_for_update())
    return locked_person(person)


def _note(row: NotTogether, referral: Referral | None, what: str, *, by: Actor, now: datetime):
    """On both records, so that whoever reads one of them finds it."""
    said = {"why": row.why, "said_by": row.said_by}
    if referral:
        audit.record(by=by, action=f"referral.{what}", target=referral, now=now, **said)
    audit.record(by=by, action=f"volunteer.{what}", target=row.volunteer, now=now, **said)

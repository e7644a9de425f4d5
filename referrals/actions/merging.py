"""Two records of one person become one. A person decides, and nothing anybody wrote is lost.

Which referral goes on does not hang on where the button was pressed: the one with a volunteer,
else the one accepted, else the one that asked first. The other closes as its duplicate and keeps
all its own words; what is still to be done goes over. Where only one of the two is open she came
back to us: both referrals stay as they are, and belong to one person from now on.
"""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.enums import MessageState
from pim.errors import DomainError
from pim.messages import links
from pim.models import Message
from referrals import handing_over, lifecycle
from referrals.actions.concerns import take_concerns_along
from referrals.actions.joining_people import join_people
from referrals.actions.joining_words import fill_referral, fill_triage
from referrals.actions.losses import carry_loss
from referrals.enums import (
    OPEN,
    ClosedReason,
    Means,
    Purpose,
    RequestOutcome,
    Status,
)
from referrals.models import (
    Agreement,
    CheckIn,
    Concern,
    Consent,
    ContactAttempt,
    EqualityAnswers,
    HerRequest,
    Parent,
    Referral,
    ToldApart,
)
from referrals.queries import HER_PAGE, MERGED, has_a_volunteer, which_goes_on


@transaction.atomic
def merge(*, referral: Referral, into: Referral, by: Actor, now: datetime) -> Referral:
    """Make one person of two; gives the referral that goes on.

    Pressed twice, or by two at once, it is one merge. The clock of the first call runs from the
    earlier asking: she has waited since then, whichever form we read first.
    """
    one, other = _locked(referral, into)
    stays, gone = which_goes_on(one, other)
    if stays.parent_id == gone.parent_id:
        return stays
    person, joined = _locked_people(stays, gone)
    _refuse_what_cannot_be_one(stays, gone)
    if gone.status in OPEN:
        stays = _take_over(stays, gone, by=by, now=now)
    kept_ended = join_people(person, joined, was_open=gone.status in OPEN, now=now)
    handing_over.every_step_of_people(stays=person, gone=joined, by=by, now=now)
    Referral.objects.filter(parent=joined).update(parent=person)
    carry_loss(stays, by=by, now=now)
    for link_of in (stays, gone):  # either may have gone to somebody else
        links.close(purpose=HER_PAGE, object_id=link_of.pk, now=now)
    audit.record(by=by, action="referral.joined", target=gone, now=now, into=stays.pk)
    audit.record(by=by, action=MERGED, target=stays, now=now, other=gone.pk, ended=kept_ended)
    stays.refresh_from_db()
    return stays


# --- Who and what -----------------------------------------------------------------------------
@transaction.atomic
def tell_apart(*, referral: Referral, other: Referral, by: Actor, now: datetime) -> None:
    """A person looked, and they are two people: nobody is asked about this pair again."""
    if referral.parent_id == other.parent_id:
        raise DomainError("These two are one person’s already.")
    lower, higher = sorted([referral.parent_id, other.parent_id])
    pair = {"one_id": lower, "other_id": higher}
    _, created = ToldApart.objects.get_or_create(**pair, defaults={"at": now, **by.columns()})
    if created:
        for one, told in ((referral, other), (other, referral)):
            audit.record(by=by, action="referral.told_apart", target=one, now=now, other=told.pk)


def _locked(referral: Referral, into: Referral) -> list[Referral]:
    """Both rows as they are now. Always in the same order: two who merge the same pair the
    other way round wait for each other, and never for ever."""
    pair = Referral.objects.filter(pk__in=[referral.pk, into.pk])
    rows = list(pair.order_by("pk").select_for_update())
    if len(rows) != 2:
        raise DomainError("Choose another referral: this is the same one.")
    return rows


def _locked_people(stays: Referral, gone: Referral) -> tuple[Parent, Parent]:
    both = Parent.objects.filter(pk__in=[stays.parent_id, gone.parent_id])
    people = {one.pk: one for one in both.order_by("pk").select_for_update()}
    if any(one.erased_at for one in people.values()):
        raise DomainError("What we held about one of them was erased. There is nothing to merge.")
    return people[stays.parent_id], people[gone.parent_id]


def _refuse_what_cannot_be_one(stays: Referral, gone: Referral) -> None:
    if stays.programme_id != gone.programme_id:
        raise DomainError("These two are in different programmes. Each keeps its own.")
    if stays.held_for or gone.held_for:
        raise DomainError("One of them is held back. Say first whether it is real.")
    both = has_a_volunteer(stays) and has_a_volunteer(gone)
    if both and not handing_over.can_go_along(gone):
        raise DomainError("Both have a volunteer. End one of the matches first, then merge.")
    theirs = Referral.objects.open().filter(parent__in=[stays.parent_id, gone.parent_id])
    programmes = list(theirs.exclude(pk=gone.pk).values_list("programme", flat=True))
    if len(programmes) != len(set(programmes)):
        raise DomainError("One of them has another open referral. Merge that one first.")


# --- Two open ones ----------------------------------------------------------------------------
def _take_over(stays: Referral, gone: Referral, *, by: Actor, now: datetime) -> Referral:
    """The one that goes on takes what it lacks and what is to be done; the other closes."""
    took_referrer = stays.referrer_id is None and gone.referrer_id is not None
    fill_referral(stays, gone)
    fill_triage(stays, gone)
    _copy_agreement(stays, gone, by=by, now=now)
    _copy_consents(stays, gone, took_referrer=took_referrer, by=by, now=now)
    _hand_over_work(stays, gone, by=by, now=now)
    handing_over.every_step(stays=stays, gone=gone, by=by, now=now)
    lifecycle.move(
        gone, Status.CLOSED, by=by, now=now, reason=ClosedReason.DUPLICATE, duplicate_of=stays
    )
    if (stays.status, gone.status) == (Status.RECEIVED, Status.IN_CONTACT):
        stays = lifecycle.move(stays, Status.IN_CONTACT, by=by, now=now)
    return stays


def _copy_agreement(stays: Referral, gone: Referral, *, by: Actor, now: datetime) -> None:
    """Her own yes counts wherever she gave it; a referrer's word for it never does."""
    own = Agreement.objects.exclude(means=Means.THROUGH_REFERRER)
    if own.filter(referral=stays).exists():
        return
    if hers := own.filter(referral=gone).order_by("-at", "-id").first():
        _copied(hers, stays, by=by, now=now)


def _copy_consents(
    stays: Referral, gone: Referral, *, took_referrer: bool, by: Actor, now: datetime
) -> None:
    """For each purpose her later decision counts, with its own time, means and wording.

    What she said about a word to her referrer was about that one person, and goes only with him.
    """
    decided, later = _latest(stays), _latest(gone)
    for purpose, decision in later.items():
        about_another = purpose == Purpose.REFERRER and not took_referrer
        is_later = purpose not in decided or decision.at > decided[purpose].at
        if is_later and not about_another:
            _copied(decision, stays, by=by, now=now)


def _latest(referral: Referral) -> dict[str, Consent]:
    """In order of time, so that the last one of a purpose remains."""
    decisions = Consent.objects.filter(referral=referral).order_by("at", "id")
    return {decision.purpose: decision for decision in decisions}


def _copied(row: Agreement | Consent, to: Referral, *, by: Actor, now: datetime) -> None:
    """A new row with what was said then; the old one stays where it was said."""
    before = row.referral_id
    row.pk, row.id, row.referral = None, None, to
    row._state.adding = True
    row.save(force_insert=True)
    audit.record(
        by=by,
        action=f"referral.{row._meta.model_name}_copied",
        target=to,
        now=now,
        other=before,
        means=row.means,
        purpose=getattr(row, "purpose", ""),
    )


# --- What is still to be done -----------------------------------------------------------------
def _hand_over_work(stays: Referral, gone: Referral, *, by: Actor, now: datetime) -> None:
    """Tries to reach her, open requests, check-ins and concerns, and messages that wait."""
    ContactAttempt.objects.filter(referral=gone).update(referral=stays)
    Message.objects.about(gone.pk).filter(state=MessageState.QUEUED).update(about_id=stays.pk)
    if not EqualityAnswers.objects.filter(referral=stays).exists():
        EqualityAnswers.objects.filter(referral=gone).update(referral=stays)
    _hand_over_requests(stays, gone, by=by, now=now)
    _hand_over_check_ins(stays, gone, now=now)
    for concern in Concern.objects.open().filter(referral=gone):
        concern.referral = stays
        concern.save(update_fields=["referral"])
        audit.record(by=by, action="concern.moved", target=concern, now=now)
    take_concerns_along(stays)


def _hand_over_requests(stays: Referral, gone: Referral, *, by: Actor, now: datetime) -> None:
    """Her open requests go over. One she made in both places is one, with all her words."""
    waiting = {one.kind: one for one in HerRequest.objects.filter(referral=stays, outcome="")}
    for request in HerRequest.objects.filter(referral=gone, outcome=""):
        if twin := waiting.get(request.kind):
            twin.words = "\n\n".join(dict.fromkeys(filter(None, [twin.words, request.words])))
            twin.made_at = min(twin.made_at, request.made_at)
            twin.save(update_fields=["words", "made_at"])
            request.outcome = RequestOutcome.JOINED
            request.handled_at, request.handled_by = now, by.user
        else:
            request.referral = stays
        request.save(update_fields=["referral", "outcome", "handled_at", "handled_by"])


def _hand_over_check_ins(stays: Referral, gone: Referral, *, now: datetime) -> None:
    """An answer nobody has seen goes over; she is asked once at a time."""
    asked = CheckIn.objects.filter(referral=gone)
    asked.filter(answered_at__isnull=False, seen_at__isnull=True).update(referral=stays)
    unanswered = asked.filter(answered_at__isnull=True, ended_at__isnull=True)
    still_asked = CheckIn.objects.filter(
        referral=stays, answered_at__isnull=True, ended_at__isnull=True
    )
    if still_asked.exists():
        unanswered.update(ended_at=now)
    else:
        unanswered.update(referral=stays)

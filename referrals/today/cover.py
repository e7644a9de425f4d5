"""What this app knows for “Where everything stands”: the last steps taken, and what is due."""

from collections.abc import Iterator, Sequence
from datetime import date

from pim.access import roles
from pim.admin import places
from pim.enums import GONE_OUT, ActorKind
from pim.messages import notices
from pim.models import Message
from referrals import cover, loss_words, queries, reach_words
from referrals.cover import Done, Due
from referrals.enums import LossKind, Status
from referrals.models import CheckIn, ContactAttempt, HerRequest, Loss, Referral, ReferralEvent


def register() -> None:
    places.register(places.Place("Where everything stands", "cover", (roles.SEE_CASES,)))
    for source in (last_calls, last_moves, last_messages):
        cover.add(done=source)
    for source in (calls_due, asked_by_her, planned_ends, after_a_loss):
        cover.add(due=source)


# --- Last done --------------------------------------------------------------------------------
def last_calls(referrals: Sequence[Referral]) -> Iterator[Done]:
    made = ContactAttempt.objects.filter(referral__in=referrals).select_related("by")
    for call in made.order_by("referral_id", "-at").distinct("referral_id"):
        what = f"{call.get_channel_display()}: {call.get_outcome_display()}"
        yield Done(call.referral_id, call.at, f"{what}. {call.note or ''}".strip(), call.by.name)


def last_moves(referrals: Sequence[Referral]) -> Iterator[Done]:
    moves = ReferralEvent.objects.filter(referral__in=referrals).select_related("actor")
    for move in moves.order_by("referral_id", "-at", "-id").distinct("referral_id"):
        who = move.actor.name if move.actor else ActorKind(move.actor_kind).label
        yield Done(move.referral_id, move.at, move.get_to_status_display(), who)


def last_messages(referrals: Sequence[Referral]) -> Iterator[Done]:
    ids = [referral.pk for referral in referrals]
    sent = Message.objects.filter(about_id__in=ids, state__in=GONE_OUT, sent_at__isnull=False)
    for one in sent.order_by("about_id", "-sent_at").distinct("about_id"):
        what = f"Message: {notices.called(one.notice)}"
        yield Done(one.about_id, one.sent_at, what, ActorKind.SYSTEM.label)


# --- Due next ---------------------------------------------------------------------------------
def calls_due(referrals: Sequence[Referral], today: date) -> Iterator[Due]:
    """A first call by its day; after that a try, or a decision, is due now."""
    for one in referrals:
        if one.held_for:
            yield Due(one.pk, today, "Say whether it is real")
        elif one.status == Status.RECEIVED:
            yield Due(one.pk, queries.first_call_due_on(one), "First call")
        elif one.status == Status.IN_CONTACT:
            yield Due(one.pk, today, "Ring her, or decide")


def asked_by_her(referrals: Sequence[Referral], today: date) -> Iterator[Due]:
    """What she asked for on her page, and answers nobody has looked at."""
    waiting = HerRequest.objects.filter(referral__in=referrals, handled_at__isnull=True)
    for request in queries.with_ways(waiting):
        what = reach_words.asks_for(request.kind, queries.channels_before(request))
        on = queries.uk_date(request.made_at)
        yield Due(request.referral_id, on, f"She asked: {what}")
    answers = CheckIn.objects.filter(referral__in=referrals, answered_at__isnull=False)
    for answer in answers.filter(seen_at__isnull=True):
        on = queries.uk_date(answer.answered_at)
        yield Due(answer.referral_id, on, f"She answered: {answer.get_answer_display()}")


def after_a_loss(referrals: Sequence[Referral], today: date) -> Iterator[Due]:
    """A person is next, from the day it was said; nobody has been in touch yet."""
    hers = {one.parent_id: one.pk for one in referrals}
    said = Loss.objects.live().filter(referral__parent__in=hers, written_at__isnull=True)
    for loss in said.select_related("referral"):
        told = loss_words.IF_SHE_DIED if loss.kind == LossKind.SHE_DIED else loss_words.A_LOSS
        yield Due(hers[loss.referral.parent_id], queries.uk_date(loss.said_at), told)


def planned_ends(referrals: Sequence[Referral], today: date) -> Iterator[Due]:
    for one in referrals:
        if one.planned_end_on:
            yield Due(one.pk, one.planned_end_on, "Planned end of support")

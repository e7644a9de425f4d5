"""Something sad has happened: everything automatic stops at once, and a person writes next.

Her support stays open and nothing else moves. It can be taken back where it was a mistake, and
said again later.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from pim.access import audit, roles
from pim.access.audit import Actor
from pim.enums import ActorKind
from pim.errors import DomainError, NotAllowed
from pim.messages import notices, outbox
from pim.messages.outbox import Queued
from pim.models import Message
from referrals import losses_told, queries
from referrals.actions.locking import locked_case
from referrals.enums import LossKind, LossWish
from referrals.models import CheckIn, Loss, Referral

TAKEN_BACK = "loss_taken_back"  # why a message stays unsent of which a new one is queued


@transaction.atomic
def report_loss(
    *,
    referral: Referral,
    kind: LossKind,
    wish: LossWish | str = "",
    by_link_alone: bool = False,
    by: Actor,
    now: datetime,
) -> Loss:
    """Anyone on the case says it. Pressed twice, or by two at once, it is one loss, and what was
    said last counts. ``by_link_alone``: in her name, but whoever it was typed no word."""
    hers = locked_case(referral)
    standing = queries.loss_of(hers[0])
    if standing:
        _confirm(standing, by_link_alone)
        return _said_again(standing, kind, wish, hers, by=by, now=now)
    loss = Loss.objects.create(
        referral=referral,
        kind=kind,
        wish=wish,
        said_at=now,
        said_by_kind=by.kind,
        said_by=by.user,
        by_link_alone=by_link_alone,
    )
    stopped = stop_everything(loss, hers, by=by, now=now)
    audit.record(by=by, action="loss.said", target=referral, now=now, stopped=stopped)
    return loss


def _confirm(loss: Loss, by_link_alone: bool) -> None:
    """Said again by somebody we know, it is no longer a link's word alone."""
    if loss.by_link_alone and not by_link_alone:
        loss.by_link_alone = False
        loss.save(update_fields=["by_link_alone"])


def _said_again(
    loss: Loss, kind: str, wish: str, hers: list[Referral], *, by: Actor, now: datetime
) -> Loss:
    """A new wish puts it before a person once more."""
    kind = loss.kind if _knows_less(loss, kind, by) else kind
    wish = wish or loss.wish
    if (kind, wish) == (loss.kind, loss.wish):
        return loss
    asks_for_more = wish != loss.wish and wish != LossWish.NOT_NOW
    loss.kind, loss.wish = kind, wish
    if asks_for_more:
        loss.written_at = loss.written_by = None
    loss.save(update_fields=["kind", "wish", "written_at", "written_by"])
    _take_messages_back(loss, hers)
    audit.record(by=by, action="loss.said_more", target=loss.referral, now=now)
    return loss


def _knows_less(loss: Loss, kind: str, by: Actor) -> bool:
    """What she said herself is not changed by her volunteer, only by whoever works on her case."""
    if by.user is None or kind == LossKind.SHE_DIED:
        return False
    works_here = roles.can(by.user, roles.WORK_CASES, loss.referral.site)
    return loss.said_by_kind == ActorKind.HERSELF and not works_here


def stop_everything(loss: Loss, hers: list[Referral], *, by: Actor, now: datetime) -> int:
    """How many messages are not sent. Harmless if everything stands still already."""
    stopped = _take_messages_back(loss, hers)
    _ask_no_more(hers, now)
    for one in hers:
        losses_told.stop_all(one, loss, by=by, now=now)
    return stopped


def carry_loss(referral: Referral, *, by: Actor, now: datetime) -> None:
    """Two records are one person's now: what was said on one of them holds for both.

    The caller holds the rows of both people, and no more are taken: the order in which her
    referrals are locked is over by now.
    """
    if loss := queries.loss_of(referral):
        hers = list(Referral.objects.filter(parent=referral.parent_id))
        stop_everything(loss, hers, by=by, now=now)


def _take_messages_back(loss: Loss, hers: list[Referral]) -> int:
    """Nothing at all goes to somebody who has died, not even what she asked for before."""
    keys = notices.to_her(only_automatic=loss.kind != LossKind.SHE_DIED)
    return outbox.cancel(
        reason=queries.LOSS, notice__in=keys, about_id__in=[one.pk for one in hers]
    )


def _ask_no_more(hers: list[Referral], now: datetime) -> None:
    """“Still want this?” is a question nobody is asked now."""
    asked = CheckIn.objects.filter(referral__in=hers, answered_at__isnull=True)
    asked.filter(ended_at__isnull=True).update(ended_at=now)


def _ask_again(loss: Loss, hers: list[Referral]) -> None:
    CheckIn.objects.filter(referral__in=hers, ended_at=loss.said_at).update(ended_at=None)


@transaction.atomic
def note_written(*, loss: Loss, by: Actor, now: datetime) -> Loss:
    """A person has rung or written, in her own words."""
    locked = Loss.objects.select_for_update(of=("self",)).get(pk=loss.pk)
    if locked.lifted_at is not None:
        raise DomainError("This was taken back meanwhile. Please look at the page again.")
    if locked.written_at is None:
        locked.written_at, locked.written_by = now, by.user
        locked.save(update_fields=["written_at", "written_by"])
        audit.record(by=by, action="loss.written", target=locked.referral, now=now)
    return locked


@transaction.atomic
def take_back_loss(*, loss: Loss, by: Actor, now: datetime) -> Loss:
    """It was a mistake. What was not sent and is not too late is queued anew.

    By a person who works here; by herself too, as long as nobody has been in touch.
    """
    hers = locked_case(loss.referral)
    standing = Loss.objects.live().filter(referral__in=hers)
    if not standing.filter(pk=loss.pk).exists():
        raise DomainError("This was taken back already. The page says by whom.")
    if by.user is None and not (by.kind == ActorKind.HERSELF and queries.may_take_back(loss)):
        raise NotAllowed("Only a person who works here takes this back.")
    standing.update(lifted_at=now, lifted_by=by.user)
    loss.refresh_from_db()
    _ask_again(loss, hers)
    for one in hers:
        losses_told.take_up_all(one, loss, by=by, now=now)
    queued = _queue_anew(loss, now)
    audit.record(by=by, action="loss.taken_back", target=loss.referral, now=now, queued=queued)
    return loss


def _queue_anew(loss: Loss, now: datetime) -> int:
    stopped = queries.stopped_by(loss)
    in_time = stopped.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    anew = [_as_before(message, loss, now) for message in in_time.select_for_update()]
    outbox.queue_all(anew)
    stopped.update(reason=TAKEN_BACK)
    return len(anew)


def _as_before(message: Message, loss: Loss, now: datetime) -> Queued:
    """Whether it is still wanted, it is asked when it goes."""
    return Queued(
        notice=message.notice,
        object_id=message.object_id,
        about_id=message.about_id,
        dedupe_key=f"loss:{loss.pk}:{message.pk}",
        due_at=max(message.due_at, now),
        expires_at=message.expires_at,
    )

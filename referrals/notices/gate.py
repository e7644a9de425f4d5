"""The one way by which anything reaches her by itself. Asked at the moment of sending."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from pim.enums import Channel
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.quiet_hours import DAYTIME, LONDON, Hours, any_day, next_allowed
from referrals import consent, queries
from referrals.enums import ContactChannel, LossKind, Purpose
from referrals.models import MessageWishes, Referral, SafeContact

WAYS = {Channel.EMAIL: ContactChannel.EMAIL, Channel.SMS: ContactChannel.TEXT}


class ForHer(notices.Notice):
    """A message to the mum herself, which passes the gate."""

    for_her = True

    def gate(self, referral: Referral, now: datetime, **more: Any) -> Verdict:
        order = [Channel.EMAIL, Channel.SMS] if self.can_text else [Channel.EMAIL]
        asked = {"order": order, "automatic": self.is_automatic} | more
        return way_to_her(referral, now, **asked)


def way_to_her(
    referral: Referral,
    now: datetime,
    *,
    order: Sequence[Channel] = (Channel.EMAIL, Channel.SMS),
    hours: Hours = DAYTIME,
    allowed: Callable[[date], bool] = any_day,
    automatic: bool = True,
) -> Verdict:
    """Whether a message may go to her now, and by which channel.

    ``order``: the channels it can take, the usual one first; hers comes before them. ``allowed``:
    the local days on which it may go. What is not ``automatic``, a receipt or a link she asked
    for just now, waits for no hour, and a loss holds back nothing that she asks for.
    """
    wishes = queries.wishes_of(referral.parent)
    contact = safe_way(referral, _hers_first(order, wishes))
    if refused := _why_not(referral, contact, automatic):
        return Cancel(refused)
    if automatic and (later := _not_yet(wishes, now, hours, allowed)):
        return later
    channel = next(one for one, way in WAYS.items() if way == contact.channel)
    return Send(contact.address, channel, unconfirmed=not queries.is_known_as_hers(contact))


def _why_not(referral: Referral, contact: SafeContact | None, automatic: bool) -> str:
    if referral.held_for:
        return "held_back"
    if referral.parent.erased_at:
        return "erased"
    loss = queries.loss_of(referral)
    if loss and (automatic or loss.kind == LossKind.SHE_DIED):
        return "loss"
    if contact is None:
        return "no_safe_way"
    decision = consent.latest(referral, Purpose.MESSAGES)
    if decision is None:
        return "consent_not_asked"
    return "" if decision.given else "no_consent"


def safe_way(referral: Referral, order: Sequence[Channel]) -> SafeContact | None:
    """The first of these channels that she said is safe."""
    found = (queries.safe_contact(referral, WAYS[channel]) for channel in order)
    return next(filter(None, found), None)


def _hers_first(order: Sequence[Channel], wishes: MessageWishes) -> list[Channel]:
    return sorted(order, key=lambda channel: WAYS[channel] != wishes.channel)


def _not_yet(
    wishes: MessageWishes, now: datetime, ours: Hours, allowed: Callable[[date], bool]
) -> Verdict | None:
    """Until when it waits, and whose wish that is."""
    hours = _shared(ours, wishes)
    if hours is None:
        return Cancel("no_shared_hour")
    begins = _quiet_until(wishes, now)
    until = next_allowed(max(now, begins or now), hours, allowed)
    if until <= now:
        return None
    if begins:
        return Postpone(until, "quiet_until")
    is_ours = next_allowed(now, ours, allowed) > now
    return Postpone(until, "quiet_hours" if is_ours else "her_hours")


def _shared(ours: Hours, wishes: MessageWishes) -> Hours | None:
    """Her hours narrow ours and never widen them."""
    if wishes.hours_from is None:
        return ours
    opens, closes = max(ours.opens, wishes.hours_from), min(ours.closes, wishes.hours_until)
    return Hours(opens, closes) if opens < closes else None


def _quiet_until(wishes: MessageWishes, now: datetime) -> datetime | None:
    """The beginning of the day before which she wants nothing, if that is still to come."""
    if wishes.quiet_until_on is None:
        return None
    begins = datetime.combine(wishes.quiet_until_on, time(0), LONDON)
    return begins if begins > now else None

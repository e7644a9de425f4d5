"""The one way by which anything reaches her by itself. Asked at the moment of sending."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from pim.enums import Channel
from pim.messages import channels, notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.quiet_hours import DAYTIME, LONDON, Hours, any_day, next_allowed
from referrals import consent, queries
from referrals.enums import ContactChannel, LossKind, Purpose
from referrals.models import MessageWishes, Referral, SafeContact

WAYS = {Channel.EMAIL: ContactChannel.EMAIL, Channel.SMS: ContactChannel.TEXT}


class ForHer(notices.Notice):
    """A message to the mum herself, which passes the gate."""

    for_her = True

    def gate(
        self,
        referral: Referral,
        now: datetime,
        *,
        order: Sequence[Channel] = (Channel.EMAIL, Channel.SMS),
        **more: Any,
    ) -> Verdict:
        """As ``way_to_her``, by the channels that this message has words for."""
        may_text = channels.can_text() and self.can_text
        able = [channel for channel in order if channel != Channel.SMS or may_text]
        return way_to_her(referral, now, order=able, automatic=self.is_automatic, **more)


@dataclass(frozen=True)
class Standing:
    """All that decides, as it stands now. ``agreed`` is None where nobody has asked her."""

    held: bool
    erased: bool
    loss: LossKind | str
    agreed: bool | None
    ways: Mapping[Channel, SafeContact]
    wishes: MessageWishes


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
    standing = standing_of(referral)
    verdict = decide(standing, now, order=order, hours=hours, allowed=allowed, automatic=automatic)
    if not isinstance(verdict, Send):
        return verdict
    is_known = queries.is_known_as_hers(standing.ways[verdict.channel])
    return replace(verdict, unconfirmed=not is_known)


def standing_of(referral: Referral) -> Standing:
    loss = queries.loss_of(referral)
    decision = consent.latest(referral, Purpose.MESSAGES)
    return Standing(
        held=bool(referral.held_for),
        erased=referral.parent.erased_at is not None,
        loss=loss.kind if loss else "",
        agreed=decision.given if decision else None,
        ways=_safe_ways(referral),
        wishes=queries.wishes_of(referral.parent),
    )


def _safe_ways(referral: Referral) -> dict[Channel, SafeContact]:
    """Of each channel the one she said is safe, the one to use first first."""
    live = queries.safe_contacts(referral)
    found = {
        channel: next((one for one in live if one.channel == way and one.address), None)
        for channel, way in WAYS.items()
    }
    return {channel: contact for channel, contact in found.items() if contact}


# --- Pure from here on ------------------------------------------------------------------------
def decide(
    standing: Standing,
    now: datetime,
    *,
    order: Sequence[Channel],
    hours: Hours,
    allowed: Callable[[date], bool],
    automatic: bool,
) -> Verdict:
    channel = _first_safe(standing, order)
    if refused := _why_not(standing, channel, automatic):
        return Cancel(refused)
    later = _not_yet(standing.wishes, now, hours, allowed) if automatic else None
    return later or Send(standing.ways[channel].address, channel)


def _first_safe(standing: Standing, order: Sequence[Channel]) -> Channel | None:
    """Hers first. A channel that she never said is safe is never used."""
    hers_first = sorted(order, key=lambda channel: WAYS[channel] != standing.wishes.channel)
    return next((channel for channel in hers_first if channel in standing.ways), None)


def _why_not(standing: Standing, channel: Channel | None, automatic: bool) -> str:
    has_died = standing.loss == LossKind.SHE_DIED
    reasons = {
        "held_back": standing.held,
        "erased": standing.erased,
        queries.LOSS: has_died or (standing.loss and automatic),
        "no_safe_way": channel is None,
        "consent_not_asked": standing.agreed is None,
        "no_consent": not standing.agreed,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


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
    return Postpone(until, _whose_hours(now, ours, allowed))


def _whose_hours(now: datetime, ours: Hours, allowed: Callable[[date], bool]) -> str:
    if next_allowed(now, ours, allowed) <= now:
        return "her_hours"
    is_daytime = next_allowed(now, DAYTIME) <= now
    return "early_on_a_staffed_day" if is_daytime else "quiet_hours"


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

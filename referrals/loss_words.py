"""After something sad: the one thing that staff do next, in the ways that are safe for her."""

from collections.abc import Collection

from referrals import reach_words
from referrals.enums import LossKind, LossWish
from referrals.models import Loss

IF_SHE_DIED = "She has died: tell her volunteer in person, and end the support kindly"
A_LOSS = "Something sad has happened: a person is in touch with her"
BY_LINK = "Said through the link, no word typed, so it may not have been her"
ASKED = {
    LossWish.RING: "She would like to hear from you",
    LossWish.WRITE: "She would like you to write",
    LossWish.NOT_NOW: "She said not now, so keep it short",
}
NOT_ASKED = "She was not asked what she would like"


NO_WAY = f"{reach_words.NO_WAY}: ask whoever referred her, or wait until she rings"


def next_step(loss: Loss, ways: Collection[str]) -> str:
    """``ways``: the channels that are safe for her now."""
    if loss.kind == LossKind.SHE_DIED:
        return IF_SHE_DIED
    told = [BY_LINK] if loss.by_link_alone else []
    if not ways:
        return ". ".join([*told, NO_WAY])
    does = _write(ways) if _is_written_to(loss, ways) else "ring her"
    once = " once, and hear it from herself" if loss.by_link_alone else ""
    return ". ".join([*told, f"{ASKED.get(loss.wish, NOT_ASKED)}: {does}{once}"])


def _is_written_to(loss: Loss, ways: Collection[str]) -> bool:
    """Where it may not have been her, only a call tells whose wish it was."""
    rather = loss.wish in (LossWish.WRITE, LossWish.NOT_NOW) and not loss.by_link_alone
    return not reach_words.may_ring(ways) or (rather and bool(reach_words.in_writing(ways)))


def _write(ways: Collection[str]) -> str:
    only = "" if reach_words.may_ring(ways) else " (do not ring, no call is safe)"
    return f"write to her, by {reach_words.in_writing(ways)}{only}"

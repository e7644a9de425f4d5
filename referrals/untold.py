"""What is said about a message to her that did not go out: why, and what can still be done."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from pim.messages import ledger
from pim.models import Message
from referrals import consent
from referrals.actions import NOT_REACHED
from referrals.enums import ContactChannel
from referrals.models import Referral, SafeContact

WHY = {
    "no_safe_way": "No e-mail address is safe for her",
    "no_shared_hour": "Our hours and hers have none in common",
    "loss": "Something sad has happened: a person writes to her",
    "no_consent": "She said no to messages",
    "consent_not_asked": "Nobody has asked her whether we may write",
}
SAID_NO = "Leave it at that, and press “I have seen to it”"
LETTER = "A letter is safe: you could send one"
TEXT = "A text is safe: you could send one"
NOTHING = "No safe way is left: nothing to do. Press “I have seen to it”"
NO_WRITING = "No safe way to write is left. You may ring her on her safe number"
NOT_ASKED = "So we may not write"
RING = f"{NOT_ASKED}. You may ring her on her safe number, and ask her"
NO_NUMBER = f"{NOT_ASKED}, and no number is safe to ring. Press “I have seen to it”"

Ways = Mapping[UUID, Collection[ContactChannel]]


def why(message: Message) -> str:
    return WHY.get(message.reason) or ledger.in_words(message.reason)


def ways_of(referrals: Iterable[Referral]) -> Ways:
    """By referral, the channels a person could still take. Two queries, however many."""
    hers = {referral.pk: referral.parent_id for referral in referrals}
    live = SafeContact.objects.live().filter(parent__in=hers.values(), address__isnull=False)
    of_parent: dict[UUID, set[str]] = {}
    for parent, channel in live.values_list("parent", "channel"):
        of_parent.setdefault(parent, set()).add(channel)
    may_write = consent.given_for_messages(hers)
    return {
        pk: of_parent.get(parent, set()) - {"email"} - (set() if pk in may_write else {"text"})
        for pk, parent in hers.items()
    }


def what_can_be_done(message: Message, ways: Collection[ContactChannel]) -> str:
    """Only a last word needs it said: nobody reached her, so she cannot be told when we ring."""
    if message.notice != NOT_REACHED:
        return ""
    if message.reason == "no_consent":
        return SAID_NO
    if ContactChannel.TEXT in ways:
        return TEXT
    if ContactChannel.LETTER in ways:
        return LETTER
    may_ring = ContactChannel.PHONE in ways
    if message.reason == "consent_not_asked":
        return RING if may_ring else NO_NUMBER
    return NO_WRITING if may_ring else NOTHING

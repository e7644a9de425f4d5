"""What somebody has ticked and half written in a meeting: it stays, whatever button she presses.

It is kept with her sign-in, where free text is encrypted like anywhere else, and for one meeting
at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from pim.access.encryption import decrypt, encrypt
from pim.forms.base import LONGEST_ANSWER
from volunteers.models import DraftPair, MatchingMeeting

KEY = "meeting_in_hand"
MOST_TICKS = 500


@dataclass(frozen=True)
class InHand:
    ticked: frozenset[str] = frozenset()  # keys of pairs
    words: str = ""
    lost: frozenset[str] = frozenset()  # whose volunteer was chosen for another, by referral


def keep(request: HttpRequest, meeting: MatchingMeeting) -> None:
    words = request.POST.get("words", "").replace("\x00", "")[:LONGEST_ANSWER]
    request.session[KEY] = {
        "meeting": str(meeting.pk),
        "ticked": [one for one in request.POST.getlist("pairs") if _is_key(one)][:MOST_TICKS],
        "words": encrypt(words) if words.strip() else "",
        "lost": [],
    }


def lost(request: HttpRequest, meeting: MatchingMeeting, pairs: Iterable[DraftPair]) -> None:
    """What she had ticked and written stays beside it."""
    if request.session.get(KEY, {}).get("meeting") != str(meeting.pk):
        keep(request, meeting)
    mums = [str(pair.referral_id) for pair in pairs]
    request.session[KEY] = request.session[KEY] | {"lost": mums}


def of(request: HttpRequest, meeting: MatchingMeeting) -> InHand:
    kept = request.session.get(KEY) or {}
    if kept.get("meeting") != str(meeting.pk):
        return InHand()
    words = decrypt(kept["words"]) if kept["words"] else ""
    return InHand(frozenset(kept["ticked"]), words, frozenset(kept["lost"]))


def put_down(request: HttpRequest, what: str) -> None:
    """It has been used: ``ticked`` or ``words``."""
    if kept := request.session.get(KEY):
        request.session[KEY] = kept | {what: type(kept[what])()}


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

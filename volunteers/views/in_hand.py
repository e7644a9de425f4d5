"""What somebody has ticked and half written in a meeting: it stays, whatever button she presses.

It is kept with her sign-in, where free text is encrypted like anywhere else, and for one meeting
at a time.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from pim.access.encryption import decrypt, encrypt
from pim.forms.base import LONGEST_ANSWER
from volunteers.models import MatchingMeeting

KEY = "meeting_in_hand"
MOST_TICKS = 500


@dataclass(frozen=True)
class InHand:
    ticked: frozenset[str] = frozenset()  # keys of pairs
    words: str = ""


def keep(request: HttpRequest, meeting: MatchingMeeting) -> None:
    words = request.POST.get("words", "").replace("\x00", "")[:LONGEST_ANSWER]
    request.session[KEY] = {
        "meeting": str(meeting.pk),
        "ticked": [one for one in request.POST.getlist("pairs") if _is_key(one)][:MOST_TICKS],
        "words": encrypt(words) if words.strip() else "",
    }


def of(request: HttpRequest, meeting: MatchingMeeting) -> InHand:
    kept = request.session.get(KEY) or {}
    if kept.get("meeting") != str(meeting.pk):
        return InHand()
    words = decrypt(kept["words"]) if kept["words"] else ""
    return InHand(frozenset(kept["ticked"]), words)


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

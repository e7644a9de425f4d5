"""The search box of the admin: a POST, so that no name is ever in an address or a log.

Each app registers in ``AppConfig.ready()`` a function that takes the user and what she typed
and gives only what she may see: ``search.register(find_referrals)``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pim.models import User

SHORTEST, LONGEST, MOST = 3, 200, 50


@dataclass(frozen=True)
class Hit:
    """``kind`` is a word in the plural, such as "Referrals"; hits are grouped by it."""

    title: str
    kind: str
    url: str
    detail: str = ""


def only_found_whole(text: str) -> str:
    """What kind of thing somebody typed, if a part of it cannot be looked for: it rests
    encrypted, and only the fingerprint of the whole is known."""
    if re.sub(r"[\s()+-]", "", text).isdigit():
        return "phone number"
    return "e-mail address" if "@" in text else ""


Finder = Callable[["User", str], Sequence[Hit]]

_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    _finders.append(finder)
    return finder


def find(user: "User", text: str) -> dict[str, list[Hit]]:
    """Hits by kind, at most ``MOST`` of each finder."""
    groups: dict[str, list[Hit]] = {}
    for finder in _finders:
        for hit in list(finder(user, text))[:MOST]:
            groups.setdefault(hit.kind, []).append(hit)
    return groups

"""The ways to meet that she agreed to. Pure.

Who named none is happy with any. A way she did not name is not offered to her by a volunteer:
her coordinator asks her, and notes that she agrees to more.
"""

from collections.abc import Collection, Sequence

from volunteers.enums import SessionKind

TO_MEET = tuple(one for one in SessionKind if one != SessionKind.TEXT)


def agreed(formats: Collection[str], ways: Sequence[SessionKind] = TO_MEET) -> list[SessionKind]:
    return [one for one in ways if not formats or one in formats]


def may_come_home(formats: Collection[str]) -> bool:
    return SessionKind.HOME in agreed(formats)

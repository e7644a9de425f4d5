"""What a first call finds out: plain values, no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from referrals.arrivals import Asked, NewParent
from referrals.enums import Purpose, RedFlag, SupportKind


@dataclass(frozen=True)
class Found:
    """``parent`` and ``asked`` are what we were told before, put right where it was wrong.

    ``agrees`` and ``consents`` hold only what she decided in this call; ``still_safe`` and
    ``not_safe`` the ways to reach her of which she said so. ``spoke`` is False where the same
    call is only put right afterwards.
    """

    parent: NewParent
    asked: Asked
    gp: str = ""
    emergency_contact: str = ""
    address: str = ""
    needs: str = ""
    red_flags: Sequence[RedFlag] = ()
    red_flag_note: str = ""
    danger_now: bool = False
    support_kind: SupportKind | str = ""
    is_partner: bool | None = None
    agrees: bool = False
    consents: Mapping[Purpose, bool] = field(default_factory=dict)
    still_safe: Collection[UUID] = ()
    not_safe: Collection[UUID] = ()
    spoke: bool = True

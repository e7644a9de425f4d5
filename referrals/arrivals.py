"""What somebody tells us when she asks, or is asked for: plain values, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from referrals.enums import (
    AgeBand,
    Background,
    ChildProtection,
    ContactChannel,
    DayPart,
    HeldFor,
    Means,
    Purpose,
    ReferrerRole,
    Situation,
    Source,
    SupportFormat,
    Urgency,
    Wish,
)

if TYPE_CHECKING:
    from pim.models import Programme, Site


@dataclass(frozen=True)
class NewParent:
    """``postcode`` is a full one, only its district, or empty where she would rather not say."""

    called: str
    age_band: AgeBand | str = ""
    postcode: str = ""
    language: str = "English"
    needs_interpreter: bool = False
    access_needs: str = ""

    @property
    def district(self) -> str:
        return self.postcode.partition(" ")[0]


@dataclass(frozen=True)
class NewContact:
    """One safe way to reach her. ``us`` empty means the programme's own neutral name."""

    channel: ContactChannel
    address: str
    voicemail_ok: bool = False
    best_times: str = ""
    us: str = ""
    word: str = ""


@dataclass(frozen=True)
class NewReferrer:
    name: str
    role: ReferrerRole
    organisation: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Asked:
    """What she asks for, and what helps to find the right person for her."""

    situation: Situation
    due_on: date | None = None
    born_on: date | None = None
    wish: str = ""
    wishes: Sequence[Wish] = ()
    formats: Sequence[SupportFormat] = ()
    times: Sequence[DayPart] = ()
    days: Sequence[int] = ()
    background_wanted: Sequence[Background] = ()
    background_unwanted: Sequence[Background] = ()
    known_risks: str = ""
    referrer_may_be_told: bool = False
    others_involved: str = ""
    child_protection: ChildProtection | str = ""
    urgency: Urgency = Urgency.ORDINARY
    only_ring: bool = False


@dataclass(frozen=True)
class Arrival:
    """Everything that comes in at once. The first contact is the one to use first.

    ``agreed`` is False where nobody was asked yet whether she wants support: the first call does.
    ``site`` is given where it is known already; ``gets_receipt`` is False for whoever was brought
    in from an older list: she wrote to nobody today.
    """

    source: Source
    means: Means
    parent: NewParent
    contacts: Sequence[NewContact]
    asked: Asked
    consents: Mapping[Purpose, bool] = field(default_factory=dict)
    referrer: NewReferrer | None = None
    programme: "Programme | None" = None
    agreed: bool = True
    held_for: HeldFor | str = ""
    site: "Site | None" = None
    gets_receipt: bool = True

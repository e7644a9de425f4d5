"""Who did what, and when. Ids and codes only, so that erasing a person never touches it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pim.enums import ActorKind

if TYPE_CHECKING:
    from django.db.models import Model

    from pim.models import User


@dataclass(frozen=True)
class Actor:
    """Who acts. Only ``ActorKind.PERSON`` has a user."""

    kind: ActorKind
    user: "User | None" = None

    def __post_init__(self):
        if (self.kind == ActorKind.PERSON) != (self.user is not None):
            raise ValueError("A person who acts is signed in; nobody else has a user.")

    def columns(self) -> dict:
        """The two columns every append-only row carries."""
        return {"actor_kind": self.kind, "actor": self.user}


SYSTEM = Actor(ActorKind.SYSTEM)
HERSELF = Actor(ActorKind.HERSELF)
REFERRER = Actor(ActorKind.REFERRER)
VISITOR = Actor(ActorKind.VISITOR)


def acting(user: "User") -> Actor:
    return Actor(ActorKind.PERSON, user)


def record(*, by: Actor, action: str, target: "Model", now: datetime, **codes: object) -> None:
    """Append one audit row. ``codes`` are short codes, numbers or ids; never words about anyone."""
    from pim.models import AuditEvent

    AuditEvent.objects.create(
        at=now,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        codes={name: _plain(value) for name, value in codes.items()},
        **by.columns(),
    )


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else str(value)

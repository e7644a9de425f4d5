"""Who did what, and when. Ids and codes only, so that erasing a person never touches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

from pim.enums import ActorKind

if TYPE_CHECKING:
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


def record(*, by: Actor, action: str, target: Model, now: datetime, **codes: object) -> None:
    """Append one audit row. ``codes`` are short codes, numbers or ids; never words about anyone."""
    model = target._meta.model  # whoever is signed in is a wrapper around one
    record_many(by=by, action=action, model=model, now=now, codes={target.pk: codes})


def record_many(
    *, by: Actor, action: str, model: type[Model], now: datetime, codes: Mapping[UUID, dict]
) -> None:
    """The same for many rows of a model at once: ``codes`` by their key."""
    from pim import bulk
    from pim.models import AuditEvent

    bulk.insert(
        AuditEvent,
        (_columns(by, action, model, key, now, said) for key, said in codes.items()),
    )


def _columns(by: Actor, action: str, model: type[Model], key, now: datetime, codes: dict) -> dict:
    return {
        "at": now,
        "action": action,
        "target_type": model._meta.label_lower,
        "target_id": str(key),
        "codes": {name: _plain(value) for name, value in codes.items()},
        **by.columns(),
    }


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool | None) else str(value)


# --- what even those who watch over the service do not see ----------------------------------
_kept: dict[type[Model], Callable[["User"], QuerySet]] = {}


def keep_from(model: type[Model], rows: Callable[["User"], QuerySet]) -> None:
    """Say which rows of a model leave no trace in the trail as this user reads it.

    An app says so in ``AppConfig.ready()``.
    """
    _kept[model] = rows


def kept_from(user: "User") -> Q:
    """A condition for the events this user must not know of."""
    hidden = Q(pk__in=[])
    for model, rows in _kept.items():
        ids = rows(user).annotate(as_text=Cast("pk", CharField())).values("as_text")
        hidden |= Q(target_type=model._meta.label_lower, target_id__in=ids)
    return hidden

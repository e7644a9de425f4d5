"""Whose messages a person may see in the ledger.

Each app says in ``AppConfig.ready()`` which referrals or people of its own the user may see:
``ledger.add(lambda user: Referral.objects.visible_to(user).values("pk"))``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from pim.models import User

Scope = Callable[["User"], QuerySet]

_scopes: list[Scope] = []


def add(scope: Scope) -> Scope:
    _scopes.append(scope)
    return scope


def seen_by(user: "User") -> Q:
    """A condition for the messages about what the user may see; none until an app says so."""
    seen = Q(pk__in=[])
    for scope in _scopes:
        seen |= Q(about_id__in=scope(user))
    return seen

"""How somebody who signs in is called here where two bear the same name.

Of volunteers only an app further up knows their last names. It says so in ``AppConfig.ready()``::

    known_as.register(lambda users: {user.pk: "Amy A", ...})
"""

from collections.abc import Callable, Collection
from uuid import UUID

from pim.enums import Role
from pim.models import Membership, User

Finder = Callable[[Collection[User]], dict[UUID, str]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    _finders.append(finder)


def of(users: Collection[User]) -> dict[UUID, str]:
    """Each by name, with what she does and where: "Amy A (volunteer, Coventry)"."""
    names = {user.pk: user.name for user in users}
    for finder in _finders:
        names |= finder(users)
    held: dict[UUID, list[str]] = {user.pk: [] for user in users}
    live = Membership.objects.live().filter(user__in=users).select_related("site", "programme")
    for member in live.order_by("started_on", "pk"):
        held[member.user_id].append(_what_and_where(member))
    return {pk: f"{name} ({'; '.join(held[pk])})" for pk, name in names.items()}


def _what_and_where(member: Membership) -> str:
    where = member.site or member.programme or "everywhere"
    return f"{Role(member.role).label.lower()}, {where}"

"""Pages beside the desk's own screens that stand in its navigation.

Each app registers its own in ``AppConfig.ready()``::

    places.register(Place("Reports", "reports", (SEE_REPORTS,)))
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from pim.access import roles

if TYPE_CHECKING:
    from pim.models import User


@dataclass(frozen=True)
class Place:
    """``url_name`` is the page's name; any one of the permissions opens it."""

    label: str
    url_name: str
    permissions: tuple[str, ...]
    order: int = 1000  # among the screens of the desk, by their ``nav_order``


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    _places[place.url_name] = place


def places_of(user: "User") -> list[dict]:
    """Those this person may see, as the navigation shows them."""
    return [
        {"label": place.label, "url": reverse(place.url_name), "order": place.order}
        for place in _places.values()
        if any(roles.can(user, permission) for permission in place.permissions)
    ]

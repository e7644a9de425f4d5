"""What stands on the leaflet of a site. Neutral, and true for every programme."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from pim import context
from pim.models import Site

OPENING = "Would it help to talk with someone who has been there too?"
SAID = (
    "On the phone, by text or over a cup of tea.",
    "Free and private. Nobody has to send you.",
    "Tell us how we may get in touch. We use no other way.",
)
HOW = ("Point the camera of", "your phone here, or go", "to the address below.")
# The numbers of pim.crisis without what they are for: that would tell on her.
AT_ONCE = (
    "In danger, call 999. Day or night, ring 111 and choose option 2,",
    "ring 116 123 for free, or text SHOUT to 85258.",
)


@dataclass(frozen=True)
class Leaflet:
    name: str
    opening: str
    said: tuple[str, ...]
    how: tuple[str, ...]
    address: str
    phone: str
    texts: str
    place: str
    at_once: tuple[str, ...]

    @property
    def shown_address(self) -> str:
        """As a person types it."""
        return self.address.partition("://")[2].rstrip("/")


def leaflet_of(site: Site) -> Leaflet:
    return Leaflet(
        name=context.standing()["service_name"],
        opening=OPENING,
        said=SAID,
        how=HOW,
        address=form_address(),
        phone=f"Ring or text {site.phone}",
        texts=f"We read texts {site.texts_read}.",
        place=site.name,
        at_once=AT_ONCE,
    )


def form_address() -> str:
    """From the settings, never from the request: paper cannot be called back."""
    return settings.BASE_URL.rstrip("/") + reverse("refer")

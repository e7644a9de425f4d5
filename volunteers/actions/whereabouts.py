"""Where a volunteer lives, and the site nearest to it."""

from datetime import date

from pim.forms.fields import Postcode, postcode_index
from pim.models import Site
from referrals.queries import pick_programme, pick_site


def living_at(postcode: str) -> dict[str, str | None]:
    """The columns that hold it; the whole postcode only where she gave all of it."""
    given = Postcode(postcode)
    return {
        "postcode": str(given) if given.is_full else None,
        "postcode_index": postcode_index(postcode),
        "postcode_district": given.district or None,
    }


def site_for(district: str, *, on: date) -> Site | None:
    programme = pick_programme(district, on=on)
    return pick_site(programme, district, on=on) if programme else None

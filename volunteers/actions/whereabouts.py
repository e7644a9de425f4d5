"""Where a volunteer lives, her number, and the site nearest to it."""

from datetime import date

from pim.access.encryption import blind_index
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


def reached_at(phone: str | None) -> dict[str, str | None]:
    """The columns that hold her number."""
    return {"phone": phone or None, "phone_index": blind_index(phone) if phone else None}


def site_for(district: str, *, on: date) -> Site | None:
    programme = pick_programme(district, on=on)
    return pick_site(programme, district, on=on) if programme else None

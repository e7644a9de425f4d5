"""Where a volunteer lives, and her number."""

from pim.access.encryption import blind_index
from pim.forms.fields import Postcode, postcode_index


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

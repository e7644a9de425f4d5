"""How an address of hers is kept, so that it is found again however it was typed."""

from phonenumber_field.phonenumber import to_python

from referrals.enums import ContactChannel

BY_NUMBER = (ContactChannel.PHONE, ContactChannel.TEXT)


def as_kept(channel: ContactChannel | str, address: str) -> str:
    """A number as E.164, one of the United Kingdom where it does not begin with + or 00.

    What no plan of numbers understands stays as it was typed: a person can still ring it.
    """
    if channel not in BY_NUMBER:
        return address
    number = to_python(address, region="GB")
    return number.as_e164 if number and number.national_number else address

"""Pounds and pence as people write them. Pure."""

from decimal import ROUND_HALF_UP, Decimal


def pounds(pence: int) -> str:
    """``1250`` reads "£12.50"."""
    return f"£{pence // 100:,}.{pence % 100:02d}"


def mileage(miles: Decimal, pence_a_mile: int) -> int:
    """In whole pence; half a penny is one more."""
    return int((Decimal(miles) * pence_a_mile).quantize(Decimal(1), rounding=ROUND_HALF_UP))

"""The screens of the coordinator's workplace; importing them registers them."""

from referrals.admin import (
    check_in,
    concern,
    duplicates,
    her_page,
    her_request,
    referral,
    safe_contact,
)

__all__ = [
    "check_in",
    "concern",
    "duplicates",
    "her_page",
    "her_request",
    "referral",
    "safe_contact",
]

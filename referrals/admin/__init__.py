"""The screens of the coordinator's workplace; importing them registers them."""

from referrals.admin import referral, safe_contact

__all__ = ["referral", "safe_contact"]

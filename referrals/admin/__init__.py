"""The screens of the coordinator's workplace; importing them registers them."""

from referrals.admin import concern, duplicates, referral, safe_contact

__all__ = ["concern", "duplicates", "referral", "safe_contact"]

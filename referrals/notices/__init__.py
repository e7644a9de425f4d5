"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import receipts, telling

__all__ = ["receipts", "telling"]

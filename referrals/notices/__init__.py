"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import concerns, receipts, status, telling

__all__ = ["concerns", "receipts", "status", "telling"]

"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import concerns, her_page, receipts, status, telling

__all__ = ["concerns", "her_page", "receipts", "status", "telling"]

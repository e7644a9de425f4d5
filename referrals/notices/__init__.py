"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import concerns, drafts, her_page, receipts, status, telling

__all__ = ["concerns", "drafts", "her_page", "receipts", "status", "telling"]

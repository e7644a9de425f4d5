"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import concerns, deciding, drafts, her_page, receipts, status, telling

__all__ = ["concerns", "deciding", "drafts", "her_page", "receipts", "status", "telling"]

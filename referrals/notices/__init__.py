"""What we write about a referral; importing the modules registers their messages."""

from referrals.notices import (
    answering,
    concerns,
    deciding,
    drafts,
    emergencies,
    her_page,
    receipts,
    status,
    telling,
)

__all__ = [
    "answering",
    "concerns",
    "deciding",
    "drafts",
    "emergencies",
    "her_page",
    "receipts",
    "status",
    "telling",
]

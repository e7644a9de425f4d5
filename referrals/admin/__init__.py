"""The screens of the coordinator's workplace; importing them registers them."""

from referrals.admin import (
    check_in,
    concern,
    copies,
    directory,
    duplicates,
    emergency,
    her_page,
    her_request,
    loss,
    message,
    referral,
    reply,
    rights,
    safe_contact,
    triage,
    wishes,
)

__all__ = [
    "check_in",
    "concern",
    "copies",
    "directory",
    "duplicates",
    "emergency",
    "her_page",
    "her_request",
    "loss",
    "message",
    "referral",
    "reply",
    "rights",
    "safe_contact",
    "triage",
    "wishes",
]

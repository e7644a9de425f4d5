"""Everything that is done to a referral. One verb each, atomic, with who and when."""

from referrals.actions.arriving import (
    RECEIPT,
    REFERRER_RECEIPT,
    purge_drafts,
    receive,
    submit_draft,
)
from referrals.actions.calls import confirm_agreement, log_contact_attempt, record_consent
from referrals.actions.contacts import (
    add_safe_contact,
    confirm_safe_contact,
    end_safe_contact,
    update_safe_contact,
)
from referrals.actions.deciding import accept, close, reopen, save_handover_note, set_site

__all__ = [
    "RECEIPT",
    "REFERRER_RECEIPT",
    "accept",
    "add_safe_contact",
    "close",
    "confirm_agreement",
    "confirm_safe_contact",
    "end_safe_contact",
    "log_contact_attempt",
    "purge_drafts",
    "receive",
    "record_consent",
    "reopen",
    "save_handover_note",
    "set_site",
    "submit_draft",
    "update_safe_contact",
]

"""What others ask about a referral."""

from referrals.queries.clocks import (
    first_call_due_on,
    first_call_working_days,
    tries_made,
    uk_date,
    working_days_of,
)
from referrals.queries.finding import found, newest_referral
from referrals.queries.placing import pick_programme, pick_site
from referrals.queries.reaching import desk, safe_contact, safe_contacts, what_we_call_ourselves
from referrals.queries.readiness import agreed_herself, has_spoken, missing_before_acceptance
from referrals.queries.secret_words import TRIES, secret_word_of, secret_word_state

__all__ = [
    "TRIES",
    "agreed_herself",
    "desk",
    "first_call_due_on",
    "first_call_working_days",
    "found",
    "has_spoken",
    "missing_before_acceptance",
    "newest_referral",
    "pick_programme",
    "pick_site",
    "safe_contact",
    "safe_contacts",
    "secret_word_of",
    "secret_word_state",
    "tries_made",
    "uk_date",
    "what_we_call_ourselves",
    "working_days_of",
]

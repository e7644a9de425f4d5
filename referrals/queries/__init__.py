"""What others ask about a referral."""

from referrals.queries.clocks import (
    first_call_due_on,
    first_call_working_days,
    tries_made,
    uk_date,
    working_days_of,
)
from referrals.queries.concerns import (
    concern_ladder,
    looked_at_by,
    person_called,
    who_is_told,
    who_looks_first,
)
from referrals.queries.finding import found, newest_referral
from referrals.queries.placing import pick_programme, pick_site
from referrals.queries.reaching import desk, safe_contact, safe_contacts, what_we_call_ourselves
from referrals.queries.readiness import (
    agreed_herself,
    eligibility_of,
    first_call,
    has_risks,
    has_spoken,
    missing_before_acceptance,
    red_flags,
    tries_missing,
)
from referrals.queries.secret_words import TRIES, secret_word_of, secret_word_state

__all__ = [
    "TRIES",
    "agreed_herself",
    "concern_ladder",
    "desk",
    "eligibility_of",
    "first_call",
    "first_call_due_on",
    "first_call_working_days",
    "found",
    "has_risks",
    "has_spoken",
    "looked_at_by",
    "missing_before_acceptance",
    "newest_referral",
    "person_called",
    "pick_programme",
    "pick_site",
    "red_flags",
    "safe_contact",
    "safe_contacts",
    "secret_word_of",
    "secret_word_state",
    "tries_made",
    "tries_missing",
    "uk_date",
    "what_we_call_ourselves",
    "who_is_told",
    "who_looks_first",
    "working_days_of",
]

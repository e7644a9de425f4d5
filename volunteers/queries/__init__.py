"""What others ask about volunteers and matches, in a number of queries that does not grow."""

from volunteers.queries.desk import (
    found,
    new_enquiries,
    open_proposals,
    overdue_logs,
    private_notes,
    waiting_without_proposal,
)
from volunteers.queries.own import (
    contacts_for_volunteer,
    desk_of,
    labels,
    matches_of,
    mums_of,
    mums_of_late,
    not_going_ahead,
    sessions_of,
)
from volunteers.queries.pairing import baby_weeks, need_of, never_again, offer_of, suggestions
from volunteers.queries.rules import rules_of, weights_of
from volunteers.queries.standing import (
    checks_valid,
    checks_valid_until,
    free_capacity,
    missing_checks,
    newest_checks,
    required_checks,
)
from volunteers.queries.whole_list import needs_and_offers

__all__ = [
    "baby_weeks",
    "checks_valid",
    "checks_valid_until",
    "contacts_for_volunteer",
    "desk_of",
    "found",
    "free_capacity",
    "labels",
    "matches_of",
    "missing_checks",
    "mums_of",
    "mums_of_late",
    "need_of",
    "needs_and_offers",
    "never_again",
    "new_enquiries",
    "newest_checks",
    "not_going_ahead",
    "offer_of",
    "open_proposals",
    "overdue_logs",
    "private_notes",
    "required_checks",
    "rules_of",
    "sessions_of",
    "suggestions",
    "waiting_without_proposal",
    "weights_of",
]

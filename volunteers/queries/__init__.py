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
from volunteers.queries.rechecks import (
    FIRST_WARNING,
    Recheck,
    not_enough,
    recheck_of,
    rechecks_due,
)
from volunteers.queries.standing import (
    checks_valid,
    checks_valid_until,
    free_capacity,
    lapsed_on,
    missing_checks,
    newest_checks,
    required_checks,
    required_kinds,
    what_is_wrong,
)
from volunteers.queries.whole_list import needs_and_offers

__all__ = [
    "FIRST_WARNING",
    "Recheck",
    "baby_weeks",
    "checks_valid",
    "checks_valid_until",
    "contacts_for_volunteer",
    "desk_of",
    "found",
    "free_capacity",
    "labels",
    "lapsed_on",
    "matches_of",
    "missing_checks",
    "mums_of",
    "mums_of_late",
    "need_of",
    "needs_and_offers",
    "never_again",
    "new_enquiries",
    "newest_checks",
    "not_enough",
    "not_going_ahead",
    "offer_of",
    "open_proposals",
    "overdue_logs",
    "private_notes",
    "recheck_of",
    "rechecks_due",
    "required_checks",
    "required_kinds",
    "rules_of",
    "sessions_of",
    "suggestions",
    "waiting_without_proposal",
    "weights_of",
    "what_is_wrong",
]

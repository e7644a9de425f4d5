"""The support in between: who agreed to questionnaires, who was matched, and each session."""

from bench.evidence.episodes import HERS, WOMEN
from bench.rows import grow, key
from referrals.models import Consent
from volunteers.models import Match, Session

SESSIONS = 6
MATCHED = "n % 10 < 8"
ONE = "'00000000-0000-0000-0000-000000000001'"
"""Whoever it was."""


def helped() -> None:
    """Eight in ten are matched, seven in ten of all meet a volunteer."""
    agreed = {
        "referral": HERS,
        "purpose": "'evaluation'",
        "given": "n % 20 > 0",
        "wording_version": "'1'",
        "means": "'on_screen'",
        "at": "at",
        "actor_kind": "'herself'",
    }
    grow(Consent, WOMEN, agreed)
    started = "at + interval '1 day' * (10 + n % 60)"
    match = key("'match ' || n")
    columns = {
        "id": match,
        "referral": HERS,
        "volunteer": ONE,
        "status": "'ended'",
        "status_since": started,
        "score": "50",
        "reasons": "'[]'",
        "proposed_at": "at",
        "volunteer_agreed_at": started,
        "parent_agreed_at": started,
        "started_at": started,
        "ended_at": "at + interval '182 days'",
        "end_reason": "'completed'",
    }
    grow(Match, f"(SELECT * FROM {WOMEN} WHERE {MATCHED}) made", columns)
    each = f"(SELECT * FROM {WOMEN}, generate_series(1, {SESSIONS}) k WHERE n % 10 < 7) made"
    columns = {
        "id": key("'session ' || n || ' ' || k"),
        "match": match,
        "held_on": f"({started} + interval '14 days' * k)::date",
        "kind": "'home'",
        "minutes": "30 + n % 60",
        "logged_at": "at",
        "logged_by": ONE,
    }
    grow(Session, each, columns)

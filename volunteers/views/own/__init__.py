"""A volunteer's own pages, made for a phone. Everything comes through her live matches."""

from volunteers.views.own import (
    care,
    change,
    checks,
    expenses,
    feedback,
    groups,
    home,
    losses,
    mums,
    needs,
    proposals,
    resting,
    session_logs,
    times,
    training,
    visits,
)

__all__ = [
    "care",
    "change",
    "checks",
    "expenses",
    "feedback",
    "groups",
    "home",
    "losses",
    "mums",
    "needs",
    "proposals",
    "resting",
    "session_logs",
    "times",
    "training",
    "visits",
]

"""Everything that is done to a questionnaire. One verb each, atomic, with who and when."""

from outcomes.actions.answering import complete, enter_answers, refuse, save_answer
from outcomes.actions.inviting import INVITATION, NEW_LINK, REMINDER, send_new_link
from outcomes.actions.keeping_time import close_expired_requests, follow_planned_ends
from outcomes.actions.opening import open_due_requests
from outcomes.actions.risk import RISK_ALERT, acknowledge_risk, close_risk
from outcomes.actions.stopping import open_again, stop_requests
from outcomes.actions.wordings import bring_in_wording

__all__ = [
    "INVITATION",
    "NEW_LINK",
    "REMINDER",
    "RISK_ALERT",
    "acknowledge_risk",
    "bring_in_wording",
    "close_expired_requests",
    "close_risk",
    "complete",
    "enter_answers",
    "follow_planned_ends",
    "open_again",
    "open_due_requests",
    "refuse",
    "save_answer",
    "send_new_link",
    "stop_requests",
]

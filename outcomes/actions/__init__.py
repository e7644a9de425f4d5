"""Everything that is done to a questionnaire. One verb each, atomic, with who and when."""

from outcomes.actions.answering import complete, refuse, save_answer
from outcomes.actions.entering import AlreadyOnFile, Besides, NotKept, enter_answers, keep_answers
from outcomes.actions.inviting import INVITATION, NEW_LINK, REMINDER, send_new_link
from outcomes.actions.keeping_time import (
    close_expired_requests,
    follow_dates,
    go_on_after_pauses,
    write_once_we_may,
)
from outcomes.actions.not_hers import may_be_taken_out, take_out
from outcomes.actions.opening import open_due_requests
from outcomes.actions.planning import add_wave, change_wave, switch_wave_off, switch_wave_on
from outcomes.actions.putting_right import HowSheAnswered, may_be_put_right, put_right
from outcomes.actions.reading import note_worse_read
from outcomes.actions.risk import RISK_ALERT, RISK_ALERTS
from outcomes.actions.risk_passing_up import pass_up_unseen
from outcomes.actions.risk_steps import (
    RISK_HANDED_OVER,
    RISK_LEAD_DECIDES,
    acknowledge_risk,
    add_risk_step,
    close_risk,
    hand_over_risk,
)
from outcomes.actions.snoozing import later_days, snooze
from outcomes.actions.stopping import open_again, stop_requests
from outcomes.actions.wordings import bring_in_wording, end_permission

__all__ = [
    "INVITATION",
    "NEW_LINK",
    "REMINDER",
    "RISK_ALERT",
    "RISK_ALERTS",
    "RISK_HANDED_OVER",
    "RISK_LEAD_DECIDES",
    "AlreadyOnFile",
    "Besides",
    "HowSheAnswered",
    "NotKept",
    "acknowledge_risk",
    "add_risk_step",
    "add_wave",
    "bring_in_wording",
    "change_wave",
    "close_expired_requests",
    "close_risk",
    "complete",
    "end_permission",
    "enter_answers",
    "follow_dates",
    "go_on_after_pauses",
    "hand_over_risk",
    "keep_answers",
    "later_days",
    "may_be_put_right",
    "may_be_taken_out",
    "note_worse_read",
    "open_again",
    "open_due_requests",
    "pass_up_unseen",
    "put_right",
    "refuse",
    "save_answer",
    "send_new_link",
    "snooze",
    "stop_requests",
    "switch_wave_off",
    "switch_wave_on",
    "take_out",
    "write_once_we_may",
]

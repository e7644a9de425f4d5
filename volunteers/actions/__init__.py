"""Everything that is done to a volunteer or a match. One verb each, atomic, with who and when."""

from volunteers.actions.apart import (
    keep_apart,
    lift_apart,
    take_apart_along,
    volunteer_knows_her,
)
from volunteers.actions.caring import (
    ask_for_a_ring,
    note_ring,
    record_supervision,
)
from volunteers.actions.checking import record_check, set_check_rule
from volunteers.actions.covering import make_main, plan_cover, raise_cover, settle_cover
from volunteers.actions.expenses import (
    approve_expense,
    claim_expense,
    note_expenses_taken_out,
    pay_expense,
    send_expense_back,
)
from volunteers.actions.graduating import (
    complete_training,
)
from volunteers.actions.joining import (
    RECEIPT,
    enquire,
    link_user,
    move_on,
    register_volunteer,
    update_details,
    update_offer,
)
from volunteers.actions.lapsing import (
    CHECK_DUE,
    CHECKS_ON_TODAY,
    raise_cover_needs,
    settle_cover_needs,
    warn_of_rechecks,
)
from volunteers.actions.proposing import (
    parent_agrees,
    parent_declines,
    propose,
    see_safety_note,
    volunteer_agrees,
    volunteer_declines,
    withdraw_proposal,
)
from volunteers.actions.supporting import end_match, log_session
from volunteers.actions.sweeping import link_sign_ins, withdraw_stale_proposals
from volunteers.actions.telling import NEWS
from volunteers.actions.times import (
    Offered,
    answer_time,
    come_along,
    offer_times,
    withdraw_time,
)
from volunteers.actions.training import (
    Mark,
    add_day,
    add_weekly_days,
    call_off_day,
    change_cohort,
    change_day,
    enrol,
    finish_cohort,
    start_cohort,
    take_register,
    withdraw_from_training,
)

__all__ = [
    "CHECKS_ON_TODAY",
    "CHECK_DUE",
    "NEWS",
    "RECEIPT",
    "Mark",
    "Offered",
    "add_day",
    "add_weekly_days",
    "answer_time",
    "approve_expense",
    "ask_for_a_ring",
    "call_off_day",
    "change_cohort",
    "change_day",
    "claim_expense",
    "come_along",
    "complete_training",
    "end_match",
    "enquire",
    "enrol",
    "finish_cohort",
    "keep_apart",
    "lift_apart",
    "link_sign_ins",
    "link_user",
    "log_session",
    "make_main",
    "move_on",
    "note_expenses_taken_out",
    "note_ring",
    "offer_times",
    "parent_agrees",
    "parent_declines",
    "pay_expense",
    "plan_cover",
    "propose",
    "raise_cover",
    "raise_cover_needs",
    "record_check",
    "record_supervision",
    "register_volunteer",
    "see_safety_note",
    "send_expense_back",
    "set_check_rule",
    "settle_cover",
    "settle_cover_needs",
    "start_cohort",
    "take_apart_along",
    "take_register",
    "update_details",
    "update_offer",
    "volunteer_agrees",
    "volunteer_declines",
    "volunteer_knows_her",
    "warn_of_rechecks",
    "withdraw_from_training",
    "withdraw_proposal",
    "withdraw_stale_proposals",
    "withdraw_time",
]

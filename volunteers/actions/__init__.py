"""Everything that is done to a volunteer or a match. One verb each, atomic, with who and when."""

from volunteers.actions.apart import (
    keep_apart,
    lift_apart,
    take_apart_along,
    volunteer_knows_her,
)
from volunteers.actions.checking import record_check, set_check_rule
from volunteers.actions.covering import make_main, plan_cover, raise_cover, settle_cover
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

__all__ = [
    "CHECKS_ON_TODAY",
    "CHECK_DUE",
    "NEWS",
    "RECEIPT",
    "Offered",
    "answer_time",
    "come_along",
    "end_match",
    "enquire",
    "keep_apart",
    "lift_apart",
    "link_sign_ins",
    "link_user",
    "log_session",
    "move_on",
    "offer_times",
    "parent_agrees",
    "parent_declines",
    "propose",
    "make_main",
    "plan_cover",
    "raise_cover",
    "raise_cover_needs",
    "set_check_rule",
    "settle_cover",
    "settle_cover_needs",
    "warn_of_rechecks",
    "record_check",
    "register_volunteer",
    "see_safety_note",
    "update_details",
    "update_offer",
    "take_apart_along",
    "volunteer_agrees",
    "volunteer_declines",
    "volunteer_knows_her",
    "withdraw_proposal",
    "withdraw_stale_proposals",
    "withdraw_time",
]

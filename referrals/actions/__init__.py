"""Everything that is done to a referral. One verb each, atomic, with who and when."""

from referrals.actions.arriving import receive
from referrals.actions.births import baby_is_here, move_due_date
from referrals.actions.calls import confirm_agreement, log_contact_attempt, record_consent
from referrals.actions.check_ins import (
    CHECK_IN,
    answer_check_in,
    keep_check_ins,
    note_check_in_seen,
)
from referrals.actions.concerns import (
    CONCERN_ALERTS,
    escalate_concerns,
    raise_concern,
    take_concerns_along,
)
from referrals.actions.contacts import (
    add_safe_contact,
    confirm_safe_contact,
    doubt_safe_contact,
    end_safe_contact,
    update_safe_contact,
)
from referrals.actions.counting import answer_for_counting
from referrals.actions.deciding import accept, close, reopen, save_handover_note, set_site
from referrals.actions.directory import (
    SIGNPOSTED,
    add_signpost,
    change_signpost,
    give_signposts,
    retire_signpost,
    review_signpost,
)
from referrals.actions.drafts import (
    DRAFT_LASTS,
    DRAFT_LINK,
    close_draft,
    forget_draft,
    forget_networks,
    keep_draft,
    purge_drafts,
    start_draft,
    submit_draft,
    why_held,
)
from referrals.actions.handling_concerns import (
    CONCERN_HANDED_OVER,
    close_concern,
    hand_over_concern,
    note_concern_step,
    say_whom_concern_is_about,
    see_concern,
    send_word_back,
)
from referrals.actions.holding import dismiss, let_in
from referrals.actions.losses import note_written, report_loss, take_back_loss
from referrals.actions.merging import merge, tell_apart
from referrals.actions.receipts import RECEIPT, REFERRER_RECEIPT
from referrals.actions.referrers import (
    NEW_STATUS_LINK,
    STATUS_LINK,
    STATUS_LINK_LASTS,
    check_work_address,
    confirm_own_address,
    send_new_status_link,
)
from referrals.actions.requests import (
    HER_PAGE_LINK,
    complain,
    finish_request,
    make_request,
    pick_secret_word,
    send_her_page_link,
    send_new_page_link,
    why_no_link,
)
from referrals.actions.saving import (
    DRAFT_NOTICE,
    SAVED_DRAFT_LASTS,
    draft_link,
    save_draft,
)
from referrals.actions.secret_words import (
    SHORTEST_WORD,
    as_remembered,
    set_secret_word,
    try_secret_word,
)
from referrals.actions.telling import NOT_REACHED, REFERRER_NOT_REACHED, tell_not_reached
from referrals.actions.triage import (
    Overtaken,
    drop_triage_draft,
    keep_triage_draft,
    save_triage,
)
from referrals.actions.under_age import UNDER_AGE_NEWS, review_checks, tell_leads_of_under_age
from referrals.actions.wishes import HerHours, change_wishes, start_messages, stop_messages

__all__ = [
    "CHECK_IN",
    "CONCERN_ALERTS",
    "CONCERN_HANDED_OVER",
    "DRAFT_LASTS",
    "DRAFT_LINK",
    "DRAFT_NOTICE",
    "HER_PAGE_LINK",
    "NEW_STATUS_LINK",
    "NOT_REACHED",
    "RECEIPT",
    "REFERRER_NOT_REACHED",
    "REFERRER_RECEIPT",
    "SAVED_DRAFT_LASTS",
    "SHORTEST_WORD",
    "SIGNPOSTED",
    "STATUS_LINK",
    "STATUS_LINK_LASTS",
    "UNDER_AGE_NEWS",
    "HerHours",
    "Overtaken",
    "accept",
    "add_safe_contact",
    "add_signpost",
    "answer_check_in",
    "answer_for_counting",
    "as_remembered",
    "baby_is_here",
    "change_signpost",
    "change_wishes",
    "check_work_address",
    "close",
    "close_concern",
    "close_draft",
    "complain",
    "confirm_agreement",
    "confirm_own_address",
    "confirm_safe_contact",
    "dismiss",
    "doubt_safe_contact",
    "draft_link",
    "drop_triage_draft",
    "end_safe_contact",
    "escalate_concerns",
    "finish_request",
    "forget_draft",
    "forget_networks",
    "give_signposts",
    "hand_over_concern",
    "keep_check_ins",
    "keep_draft",
    "keep_triage_draft",
    "let_in",
    "log_contact_attempt",
    "make_request",
    "merge",
    "move_due_date",
    "note_check_in_seen",
    "note_concern_step",
    "note_written",
    "pick_secret_word",
    "purge_drafts",
    "raise_concern",
    "receive",
    "record_consent",
    "reopen",
    "report_loss",
    "retire_signpost",
    "review_checks",
    "review_signpost",
    "save_draft",
    "save_handover_note",
    "save_triage",
    "say_whom_concern_is_about",
    "see_concern",
    "send_her_page_link",
    "send_new_page_link",
    "send_new_status_link",
    "send_word_back",
    "set_secret_word",
    "set_site",
    "start_draft",
    "start_messages",
    "stop_messages",
    "submit_draft",
    "take_back_loss",
    "take_concerns_along",
    "tell_apart",
    "tell_leads_of_under_age",
    "tell_not_reached",
    "try_secret_word",
    "update_safe_contact",
    "why_held",
    "why_no_link",
]

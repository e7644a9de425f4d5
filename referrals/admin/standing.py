"""Where a referral stands, as the filters of the list and the buttons of its page go by it."""

from referrals import queries
from referrals.enums import INCOMING, OPEN, Situation, Source, Status
from referrals.models import Referral

GROUPS = {
    "new": ("New", lambda rows: rows.incoming().filter(status=Status.RECEIVED)),
    "held": ("Held back: is it real?", lambda rows: rows.held()),
    "contact": ("In contact, or being rung", lambda rows: rows.filter(status=Status.IN_CONTACT)),
    "out-of-area": (
        "Out of area",
        lambda rows: rows.incoming().filter(site__isnull=True),
    ),
    "waiting": ("Waiting", lambda rows: rows.waiting()),
    "support": (
        "In support",
        lambda rows: rows.accepted().exclude(status=Status.WAITING),
    ),
    "closed": ("Closed", lambda rows: rows.filter(status=Status.CLOSED)),
}


def is_held(referral: Referral) -> bool:
    return bool(referral.held_for) and referral.status in INCOMING


def is_expecting(referral: Referral) -> bool:
    """Or a birthday came through a link alone, which staff confirm or put right."""
    is_unsure = referral.birth_by_link_at is not None
    return is_open(referral) and (referral.situation == Situation.PREGNANT or is_unsure)


def is_open(referral: Referral) -> bool:
    return referral.status in OPEN and not is_held(referral)


def is_incoming(referral: Referral) -> bool:
    return referral.status in INCOMING and not is_held(referral)


def has_a_referrer_to_check(referral: Referral) -> bool:
    referrer = referral.referrer
    return bool(referrer and referrer.email) and not queries.at_work(referrer)


def has_no_volunteer(referral: Referral) -> bool:
    return referral.status in (*INCOMING, Status.WAITING) and not is_held(referral)


def has_not_agreed_herself(referral: Referral) -> bool:
    """Somebody else said so, or she was only asked where to ring."""
    asked_elsewhere = referral.source == Source.PROFESSIONAL or referral.asked_only_to_be_rung
    return is_incoming(referral) and asked_elsewhere

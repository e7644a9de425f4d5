"""What was written to her and what came back: the ledger. It holds no words of ours."""

from pim.messages import ledger, notices
from pim.models import Message, MessageAttempt, MessageReceipt, Reply
from referrals.caseload.tables import Column, Table, register
from referrals.models import Referral
from referrals.parts_of_hers import about_her, at_about

OF_REFERRAL = Column("referral", "The referral it is about, as in referrals.csv", "about_id")
OF_MESSAGE = Column("message", "As in messages.csv", "message_id")


def _why(message):
    return ledger.in_words(message.reason) if message.reason else None


def _not_hers(row):
    """A code of a machine says nothing to her."""


def _of_site(site):
    return Referral.objects.filter(site=site).values("pk")


MESSAGES = Table(
    "messages",
    "each message about her: when it was due and sent, or why it was not",
    Message,
    lambda site: (
        Message.objects.filter(about_id__in=_of_site(site))
        .select_related("looked_after_by")
        .order_by("created_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        Column("notice", "Which message", said=lambda row: notices.called(row.notice)),
        Column("klass", "What kind it is"),
        Column("channel", "By which way"),
        Column("state", "How it stands"),
        Column("reason", "Why it was not sent, or waits", said=_why),
        Column("due_at", "When it was or is due"),
        Column("expires_at", "Not after"),
        Column("attempts", "How often it was tried"),
        Column("sent_at", "When it was sent"),
        Column("delivered_at", "When it arrived"),
        Column("looked_after_at", "When a person saw to it"),
        Column("looked_after_by", "Who did", "looked_after_by.name"),
        Column("created_at", "When it was put in the queue"),
    ),
    {
        "object_id": "a key that only this service can follow",
        "dedupe_key": "belongs to the sending",
        "claim": "belongs to the sending",
        "lease_until": "belongs to the sending",
        "provider_ref": "the provider's own key",
        "mailbox_index": "a fingerprint kept for two days; it says nothing",
    },
    whose=about_her,
)
ATTEMPTS = Table(
    "message_attempts",
    "each try to hand a message over",
    MessageAttempt,
    lambda site: MessageAttempt.objects.filter(message__about_id__in=_of_site(site)).order_by(
        "at", "pk"
    ),
    (
        Column("id", "Its own key"),
        OF_MESSAGE,
        Column("number", "Which try"),
        Column("outcome", "What was said"),
        Column("code", "In the mail server's own code", said=_not_hers),
        Column("at", "When"),
    ),
    whose=at_about("message__"),
)
RECEIPTS = Table(
    "message_receipts",
    "what was reported later about a message",
    MessageReceipt,
    lambda site: MessageReceipt.objects.filter(message__about_id__in=_of_site(site)).order_by(
        "at", "pk"
    ),
    (
        Column("id", "Its own key"),
        OF_MESSAGE,
        Column("kind", "What was reported"),
        Column("code", "In the provider's own code", said=_not_hers),
        Column("at", "When"),
    ),
    whose=at_about("message__"),
)
REPLIES = Table(
    "replies",
    "what came back to us",
    Reply,
    lambda site: (
        Reply.objects.filter(about_id__in=_of_site(site))
        .select_related("looked_after_by")
        .order_by("received_at", "pk")
    ),
    (
        Column("id", "Its own key"),
        OF_REFERRAL,
        OF_MESSAGE,
        Column("channel", "By which way"),
        Column("kind", "Stop, later, her own words, or an automatic answer"),
        Column("sender", "Where it came from", is_her_own=True),
        Column("words", "What it says", is_her_own=True),
        Column("received_at", "When it came"),
        Column("looked_after_at", "When a person saw to it"),
        Column("looked_after_by", "Who did", "looked_after_by.name"),
    ),
    {"came_as": "the provider's own key"},
    whose=about_her,
)
TABLES = (MESSAGES, ATTEMPTS, RECEIPTS, REPLIES)


def register_all() -> None:
    for table in TABLES:
        register(table)

"""How long the ground keeps what: sign-ins, places, messages, who did what."""

from pim import retention
from pim.models import (
    AuditEvent,
    AuditSeal,
    BrowserSession,
    Invitation,
    LinkToken,
    Membership,
    Message,
    MessageAttempt,
    MessageReceipt,
    Programme,
    Reply,
    Rota,
    Site,
    User,
)
from pim.retention import Rule, Then

PLACES = Rule("", "as long as the service runs", Then.KEPT, "The service cannot run without.")
PEOPLE = Rule(
    "",
    "as long as something they did is kept",
    Then.KEPT,
    "Who did what must be answered for: legal obligation. Their sign-in ends the day they leave.",
)
SIGN_IN = Rule(
    "",
    "until it is over: after eight hours, on a volunteer's phone after 30 days",
    Then.DELETED,
    "It is of no use afterwards.",
    "a sweep: sessions that are over",
)
TRAIL = Rule(
    "",
    "as long as the service runs",
    Then.KEPT,
    "Nobody may quietly alter it; it holds ids and codes, and no name.",
)
LEDGER = Rule(
    "case",
    "the day her referral was closed; the sender's address and words go then",
    Then.ERASED,
    "To show what was sent and what was not. It holds codes and days, and no words of ours.",
    "two people, with her record",
)
LINKS = Rule(
    "links",
    "the day it expired",
    Then.DELETED,
    "Only a fingerprint of the link is kept.",
    "a sweep: links long dead",
)
SECOND_FACTOR = Rule(
    "", "until its owner replaces it", Then.DELETED, "To sign in.", "whoever signs in"
)
FRAMEWORK = Rule("", "as long as the service runs", Then.KEPT, "The framework's own; about nobody.")
UNUSED = Rule("", "never written to", Then.KEPT, "Comes with the framework and stays empty.")


def register() -> None:
    retention.add(
        PLACES,
        {Programme: "Programmes", Site: "Sites", Rota: "Who is on duty on which weekday"},
    )
    retention.add(
        PEOPLE,
        {
            User: "Names and work addresses of those who sign in",
            Membership: "Which role somebody had, where, and from when to when",
            Invitation: "Who was invited, to which role, by whom",
            "account.EmailAddress": "The address somebody signs in with",
        },
    )
    retention.add(SIGN_IN, {BrowserSession: "Browsers in which somebody is signed in"})
    retention.add(TRAIL, {AuditEvent: "Who did what, and when", AuditSeal: "Its seals"})
    retention.add(
        LEDGER,
        {
            Message: "Each message: when, by which way, and what became of it",
            MessageAttempt: "Each try to hand one over",
            MessageReceipt: "What was reported about one later",
            Reply: "What came back: from where, and its words",
        },
    )
    retention.add(LINKS, {LinkToken: "Links that were sent, as fingerprints"})
    retention.add(SECOND_FACTOR, {"mfa.Authenticator": "Second factors and recovery codes"})
    retention.add(FRAMEWORK, {"contenttypes.ContentType": "Names of the tables"})
    retention.add(
        UNUSED,
        {
            "admin.LogEntry": "A log of the framework's",
            "auth.Group": "Groups of the framework's",
            "auth.Permission": "Permissions of the framework's",
            "account.EmailConfirmation": "Confirmations of the framework's",
        },
    )

from pim.models.browser_sessions import BrowserSession
from pim.models.messages import LinkToken, Message, MessageAttempt, MessageReceipt, Reply
from pim.models.people import Invitation, Membership, User
from pim.models.places import Programme, Rota, Site
from pim.models.trail import (
    APPEND_ONLY,
    AuditEvent,
    AuditSeal,
    DatedAct,
    acted_by,
    append_only_but,
)

__all__ = [
    "APPEND_ONLY",
    "AuditEvent",
    "AuditSeal",
    "BrowserSession",
    "DatedAct",
    "Invitation",
    "LinkToken",
    "Membership",
    "Message",
    "MessageAttempt",
    "MessageReceipt",
    "Programme",
    "Reply",
    "Rota",
    "Site",
    "User",
    "acted_by",
    "append_only_but",
]

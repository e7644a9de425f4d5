"""Whose messages a person may see in the ledger.

Each app says in ``AppConfig.ready()`` which referrals or people of its own the user may see,
and may give names for a list of ids::

    ledger.add(
        lambda user: Referral.objects.visible_to(user).values("pk"),
        links=lambda ids: {one.pk: Link(one.reference, address(one)) for one in ...},
    )
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from pim.admin.panels import Link
    from pim.models import User

Scope = Callable[["User"], QuerySet]
Namer = Callable[[Collection[UUID]], dict[UUID, "Link"]]

_scopes: list[tuple[Scope, Namer | None]] = []


def add(scope: Scope, links: Namer | None = None) -> None:
    _scopes.append((scope, links))


def seen_by(user: "User") -> Q:
    """A condition for the messages about what the user may see; none until an app says so."""
    seen = Q(pk__in=[])
    for scope, _ in _scopes:
        seen |= Q(about_id__in=scope(user))
    return seen


def links(about_ids: Collection[UUID]) -> dict[UUID, "Link"]:
    """A name and an address for what messages are about, where an app gives one."""
    found: dict[UUID, Link] = {}
    for _, link in _scopes:
        found |= link(about_ids) if link else {}
    return found


WHY_NOT = {
    "bounced": "It came back: that address takes no post",
    "line_cut": "The line was cut while it was sent",
    "worker_died": "We broke off while it was sent",
    "too_many_attempts": "We tried again and again",
    "too_late": "Too late to send",
    "crashed_its_worker": "Something broke, again and again, while it was sent",
    "too_many_today": "Enough went to that address today, and nobody has confirmed it",
    "she_said_stop": "She said stop",
    "she_said_no": "She said no",
    "she_said_later": "She said later",
    "no_safe_way": "No way by which it can go is safe for her",
    "no_consent": "She said no to messages",
    "consent_not_asked": "Nobody has asked her whether we may write",
    "loss": "Something sad has happened: a person writes to her",
    "erased": "What identified her has been erased",
    "held_back": "Held back until somebody has said that it is real",
    "quiet_hours": "It waits for the hours in which we write",
    "early_on_a_staffed_day": "It goes early on a day when somebody is there",
    "her_hours": "It waits for the hours that suit her",
    "quiet_until": "She wants nothing before that day",
    "no_rota": "Nobody is on the rota to look at an answer",
    "after_invitation": "It waits until the invitation has gone",
    "no_shared_hour": "Our hours and hers have none in common",
    "answered": "She had answered meanwhile",
    "completed": "She had answered meanwhile",
    "refused": "She would rather not answer",
    "expired": "The time to answer was over",
    "stopped": "The questions had been stopped",
    "not_wanted": "It was not wanted any more",
    "paused": "Her support was paused",
    "moved": "The day has moved: another takes its place",
    "two_reminders": "She has had two reminders: that is the most",
    "gone": "What it was about is not there any more",
    "nobody_to_tell": "There is nobody to send it to yet",
    "acknowledged": "Somebody was looking already",
}
UNDELIVERED = {
    "30003": "the phone was off or out of reach",
    "30004": "the number is blocked",
    "30005": "nobody has this number",
    "30006": "a number that takes no texts",
    "30007": "the network held it back",
}


def in_words(code: str) -> str:
    """``no_safe_email`` reads "No safe email"."""
    kind, _, number = code.rpartition("_")
    if kind == "not_delivered":
        return f"It did not arrive: {UNDELIVERED.get(number, f'code {number} of the provider')}"
    return WHY_NOT.get(code) or code.replace("_", " ").replace("-", " ").capitalize()

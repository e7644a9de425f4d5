"""Somebody leaves: all at once, and what stands open in her name is told to who must see to it.

Nobody's work is given on by itself: who takes over a worry is for people to say. Only her turns
on rotas end, for nobody must be told that somebody looks who is gone. An app says in
``AppConfig.ready()`` what can stand open in a person's name. What is told are numbers and
places: a manager sees no mum's record.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pim.access import audit, invitations, people, sessions
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import links
from pim.models import Invitation, Membership, Rota, User

Places = Iterable[str]  # the name of a place, once for each thing that is open there
EVERYWHERE = "No site"


@dataclass(frozen=True)
class Open:
    what: str
    where: str
    count: int


_kinds: list[tuple[str, Callable[[User], Places]]] = []


def may_stand_open(what: str, places: Callable[[User], Places]) -> None:
    """``what`` in the plural, and where each of them is that stands open in her name."""
    _kinds.append((what, places))


def left_open(user: User) -> list[Open]:
    """What somebody must take over when she leaves, or still must now that she has left."""
    found = []
    for what, places in [*_kinds, ("Turns on a rota", _turns)]:
        counted = Counter(name or EVERYWHERE for name in places(user))
        found += [Open(what, where, count) for where, count in sorted(counted.items())]
    return found


@transaction.atomic
def leave(*, user: User, end_invitations: bool, by: Actor, now: datetime) -> None:
    """She leaves: roles, sign-in, sessions and turns end together, or nothing does."""
    user = User.objects.select_for_update().get(pk=user.pk)
    people.check_looks_after(user, by)
    if user == by.user:
        raise DomainError("You cannot do this for yourself. Please ask another manager.")
    if not user.is_active:
        raise DomainError("She has left already.")
    for held in Membership.objects.live().filter(user=user):
        people.end(held, by=by, now=now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    links.close(purpose=people.NEW_PASSWORD, object_id=user.pk, now=now)
    turns = _free_turns(user, by, now)
    ended = _end_invitations(user, by, now, sent_too=end_invitations)
    places = sessions.end_all(user)
    codes = {"turns": turns, "invitations": ended, "places": places}
    audit.record(by=by, action="user.left", target=user, now=now, **codes)


def _turns(user: User) -> Places:
    return Rota.objects.filter(user=user).values_list("site__name", flat=True)


def _free_turns(user: User, by: Actor, now: datetime) -> int:
    """The place stays empty until somebody is put there."""
    turns = Rota.objects.filter(user=user).select_related("site")
    for site in {turn.site for turn in turns}:
        audit.record(by=by, action="site.rota_changed", target=site, now=now, left=user.pk)
    return turns.delete()[0]


def _end_invitations(user: User, by: Actor, now: datetime, *, sent_too: bool) -> int:
    """One to her own address would let her in again."""
    waiting = Invitation.objects.filter(accepted_at__isnull=True, expires_at__gt=now)
    hers = waiting.filter(email__iexact=user.email)
    rows = [*hers, *(waiting.filter(invited_by=user).exclude(pk__in=hers) if sent_too else ())]
    for invitation in rows:
        invitations.withdraw(invitation=invitation, by=by, now=now)
    return len(rows)

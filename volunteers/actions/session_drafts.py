"""A log that is being typed: kept on the server, so that a lost connection costs nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pim.access.audit import Actor
from pim.errors import DomainError
from volunteers.actions.locking import locked_match
from volunteers.enums import MatchStatus
from volunteers.models import Match, Session, SessionDraft

KEPT_FOR = timedelta(days=30)


class AlreadySent(DomainError):
    """A copy that comes late must not bring back what has become a session."""


@transaction.atomic
def keep_session_draft(
    *,
    match: Match,
    typed: Mapping[str, Sequence[str]],
    session_id: UUID | None,
    by: Actor,
    now: datetime,
) -> SessionDraft:
    """What is on the page now, as it is typed. Not audited: it is nobody's record yet."""
    locked = locked_match(match)
    if locked.status != MatchStatus.ACTIVE:
        raise DomainError("This match is not active, so no session can be logged.")
    if Session.with_wrong_ones.filter(pk=session_id, match=locked).exists():
        raise AlreadySent("This session is saved already. You need not send it again.")
    answers = {name: list(values) for name, values in typed.items()}
    draft, _ = SessionDraft.objects.update_or_create(
        match=locked, defaults={"answers": answers, "saved_at": now}
    )
    return draft


def forget_session_drafts(*, now: datetime) -> int:
    """Of matches that have ended, and those nobody finished in a month."""
    ended = ~Q(match__status=MatchStatus.ACTIVE)
    forgotten, _ = SessionDraft.objects.filter(ended | Q(saved_at__lt=now - KEPT_FOR)).delete()
    return forgotten

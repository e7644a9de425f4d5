"""A session that was logged by mistake: whoever logged it says so, and it counts nowhere."""

from datetime import datetime

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from volunteers.actions.locking import locked_match
from volunteers.models import Session
from volunteers.queries.session_logs import TAKEN_OUT_WITHIN


@transaction.atomic
def withdraw_session(*, session: Session, by: Actor, now: datetime) -> Session:
    """The row stays. What it set going, such as the beginning of her support, stays as well."""
    match = locked_match(session.match)
    locked = Session.with_wrong_ones.select_for_update().get(pk=session.pk)
    if locked.withdrawn_at is not None:
        return locked
    if by.user is None or by.user.pk != locked.logged_by_id:
        raise DomainError("Somebody else logged this. Please ring your coordinator about it.")
    if now - locked.logged_at > TAKEN_OUT_WITHIN:
        raise DomainError("This was logged a while ago. Please ring your coordinator about it.")
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="match.session_withdrawn", target=match, now=now)
    return locked

"""Invitations: the only way in.

A manager invites people for the places she looks after. Safeguarding leads and trustees watch
over managers too, so only a manager of the whole organisation may invite (or remove) them; and
nobody gives a role over more places than she looks after herself.

The link goes to the person's own mailbox and nowhere else. For somebody who already signs in
it adds the role and lets her choose a new password; her second factor stays as it is.
"""

from datetime import datetime

from django.db import transaction

from pim import clock
from pim.access import audit, roles
from pim.access.audit import Actor, acting
from pim.enums import ActorKind, Role
from pim.errors import DomainError, NotAllowed
from pim.messages import links, outbox
from pim.models import Invitation, LinkToken, Membership, Programme, Site, User
from pim.models.people import INVITATION_LASTS

PURPOSE = "invitation"


@transaction.atomic
def invite(
    *,
    email: str,
    role: Role,
    site: Site | None = None,
    programme: Programme | None = None,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Invite one person to one role, and send her the link."""
    check_may_give(by, role, site=site, programme=programme)
    invitation = _open(email, role, site, programme, by, now)
    outbox.queue(
        notice="invitation",
        object_id=invitation.pk,
        about_id=invitation.pk,
        dedupe_key=f"invitation:{invitation.pk}",
        due_at=now,
        expires_at=invitation.expires_at,
    )
    return invitation


@transaction.atomic
def invite_first_manager(*, email: str, now: datetime) -> Invitation:
    """The way into an empty system. Nothing is sent: the command prints the link."""
    return _open(email, Role.PROGRAMME_MANAGER, None, None, audit.SYSTEM, now)


@transaction.atomic
def accept(*, invitation: Invitation, name: str, password: str | None, now: datetime) -> User:
    """Make the user, or give the one with this address the role and the new password.

    Without a password she cannot sign in until she has one.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not is_open(invitation, now):
        raise DomainError("This invitation cannot be used any more. Please ask for a new one.")
    user = who_is_invited(invitation) or User(email=invitation.email.strip().lower(), name=name)
    user.is_active = True
    user.set_password(password)
    user.save()
    _give_role(user, invitation, now)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    links.close(purpose=PURPOSE, object_id=invitation.pk, now=now)
    audit.record(
        by=acting(user), action="invitation.accepted", target=invitation, now=now, user=user.pk
    )
    return user


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """The link is dead from now on; the row stays."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_may_give(by, invitation.role, site=invitation.site, programme=invitation.programme)
    if not is_open(invitation, now):
        raise DomainError("This invitation is not open any more.")
    invitation.expires_at = now
    invitation.save(update_fields=["expires_at"])
    links.close(purpose=PURPOSE, object_id=invitation.pk, now=now)
    outbox.cancel(reason="withdrawn", object_id=invitation.pk)
    audit.record(by=by, action="invitation.withdrawn", target=invitation, now=now)


@transaction.atomic
def send_again(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """A new invitation in place of one that was lost or has run out."""
    if is_open(invitation, now):
        withdraw(invitation=invitation, by=by, now=now)
    return invite(
        email=invitation.email,
        role=invitation.role,
        site=invitation.site,
        programme=invitation.programme,
        by=by,
        now=now,
    )


def check_may_give(
    by: Actor, role: str, *, site: Site | None = None, programme: Programme | None = None
) -> None:
    """Raise ``NotAllowed`` unless the actor may give, or take, this role there."""
    if by.kind == ActorKind.SYSTEM:
        return
    if by.user is None or not roles.can_give(by.user, role, site=site, programme=programme):
        raise NotAllowed("You cannot invite people to this role there.")


def is_open(invitation: Invitation, now: datetime) -> bool:
    return invitation.accepted_at is None and invitation.expires_at > now


def behind(link: LinkToken | None) -> Invitation | None:
    """The open invitation a link leads to."""
    found = Invitation.objects.filter(pk=link.object_id).first() if link else None
    return found if found and is_open(found, clock.now()) else None


def who_is_invited(invitation: Invitation) -> User | None:
    """Somebody who signs in already, or did once."""
    return User.objects.named(invitation.email.strip()).first()


def token_for(invitation: Invitation, message=None) -> str:
    return links.make(
        purpose=PURPOSE,
        object_id=invitation.pk,
        expires_at=invitation.expires_at,
        message=message,
    )


def _open(email, role, site, programme, by: Actor, now: datetime) -> Invitation:
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        role=role,
        site=site,
        programme=programme,
        invited_by=by.user,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    audit.record(by=by, action="invitation.sent", target=invitation, now=now, role=role)
    return invitation


def _give_role(user: User, invitation: Invitation, now: datetime) -> None:
    """One live membership of a kind; asking twice gives one."""
    membership, is_new = Membership.objects.get_or_create(
        user=user,
        role=invitation.role,
        site=invitation.site,
        programme=invitation.programme,
        ended_on=None,
        defaults={"started_on": clock.day_of(now)},
    )
    if is_new:
        audit.record(
            by=acting(user), action="membership.added", target=membership, now=now, user=user.pk
        )

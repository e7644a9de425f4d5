"""What a manager does about somebody who signs in, and how a forgotten password is replaced."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from allauth.mfa.models import Authenticator
from django.db import transaction

from pim import clock
from pim.access import audit, sessions
from pim.access.audit import Actor, acting
from pim.access.encryption import blind_index
from pim.access.invitations import check_may_give
from pim.errors import DomainError
from pim.messages import links, outbox
from pim.models import LinkToken, Membership, User

NEW_PASSWORD = "new-password"
LINK_LASTS = timedelta(hours=1)


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor, now: datetime) -> None:
    """Somebody leaves a role. With her last one she cannot sign in any more."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    check_may_give(by, membership.role, site=membership.site, programme=membership.programme)
    if membership.user == by.user:
        raise DomainError("You cannot end your own role. Please ask another manager.")
    if membership.ended_on is not None:
        raise DomainError("This role has already ended.")
    end(membership, by=by, now=now)
    _close_account_without_roles(membership.user)
    sessions.end_all(membership.user)


def end(membership: Membership, *, by: Actor, now: datetime) -> None:
    """The role alone, inside the transaction of whoever asks."""
    membership.ended_on = clock.day_of(now)
    membership.save(update_fields=["ended_on"])
    audit.record(
        by=by, action="membership.ended", target=membership, now=now, user=membership.user_id
    )


@transaction.atomic
def forget_second_factor(*, user: User, by: Actor, now: datetime) -> None:
    """For somebody who lost both her phone and her recovery codes. She enrols again."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.live_memberships:
        raise DomainError("This person cannot sign in any more.")
    check_looks_after(user, by)
    if user == by.user:
        raise DomainError("You cannot do this for yourself. Please ask another manager.")
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    audit.record(by=by, action="user.second_factor_forgotten", target=user, now=now)


@transaction.atomic
def sign_out(*, user: User, by: Actor, now: datetime) -> None:
    """For somebody who has lost her phone, or left a computer open. She may sign in again."""
    check_looks_after(user, by)
    places = sessions.end_all(user)
    audit.record(by=by, action="user.signed_out", target=user, now=now, places=places)


@transaction.atomic
def ask_for_password(*, email: str, now: datetime) -> None:
    """Send a link to the person with this address, if there is one.

    The very same row is written for an address nobody has, so that neither the answer nor the
    time it takes tells who signs in here. At most one message an hour goes to one address.
    """
    user = User.objects.active().named(email.strip()).first()
    object_id = user.pk if user else uuid5(NAMESPACE_URL, blind_index(email))
    outbox.queue(
        notice=NEW_PASSWORD,
        object_id=object_id,
        about_id=object_id,
        dedupe_key=f"new-password:{object_id}:{now:%Y%m%d%H}",
        due_at=now,
        expires_at=now + LINK_LASTS,
    )


@transaction.atomic
def choose_password(*, user: User, password: str, now: datetime) -> None:
    """By a link from her mailbox. Her second factor is still asked when she signs in."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise DomainError("This link cannot be used any more.")
    user.set_password(password)
    user.save(update_fields=["password"])
    links.close(purpose=NEW_PASSWORD, object_id=user.pk, now=now)
    sessions.end_all(user)
    audit.record(by=acting(user), action="user.password_chosen", target=user, now=now)


def behind(link: LinkToken | None) -> User | None:
    """The person a new-password link is for."""
    return User.objects.active().filter(pk=link.object_id).first() if link else None


def check_looks_after(user: User, by: Actor) -> None:
    """Raise ``NotAllowed`` unless the actor could give all the roles that this person holds."""
    for held in user.live_memberships:
        check_may_give(by, held.role, site=held.site, programme=held.programme)


def _close_account_without_roles(user: User) -> None:
    if not user.membership_set.filter(ended_on__isnull=True).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])

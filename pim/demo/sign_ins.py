"""Everybody who may be tried out, with the code that her phone would show now."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from pim import clock
from pim.access import roles
from pim.demo import DOMAIN, PASSWORD
from pim.enums import Role
from pim.models import Membership, User


@dataclass(frozen=True)
class SignIn:
    email: str
    password: str
    name: str
    role: str
    can: str  # in plain words
    where: str
    code: str
    seconds_left: int


def all_of_them() -> list[SignIn]:
    """Ordered as the roles are; nobody outside the demonstration's own mail domain."""
    people = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__email__endswith=f"@{DOMAIN}", user__is_active=True
    ).select_related("user")
    found = [sign_in for person in people for sign_in in _of(person)]
    order = [role.label for role in Role]
    return sorted(found, key=lambda each: (order.index(each.role), each.email))


def _of(authenticator: Authenticator) -> Iterator[SignIn]:
    user: User = authenticator.user
    code, seconds_left = _code(decrypt(authenticator.data["secret"]))
    for membership in user.live_memberships:
        yield SignIn(
            email=user.email,
            password=PASSWORD,
            name=user.name,
            role=Role(membership.role).label,
            can=roles.IN_PLAIN_WORDS[Role(membership.role)],
            where=_where(membership),
            code=code,
            seconds_left=seconds_left,
        )


def _code(secret: str) -> tuple[str, int]:
    """The code of this moment, and how many seconds it still holds. Codes run on real time."""
    counter, into_it = divmod(int(clock.wall().timestamp()), app_settings.TOTP_PERIOD)
    return format_hotp_value(hotp_value(secret, counter)), app_settings.TOTP_PERIOD - into_it


def _where(membership: Membership) -> str:
    place = membership.site or membership.programme
    return place.name if place else "Everywhere"

"""Every kind of person who may come to the service, each with a browser that got as far as she can.

``reach``: the places whose records she may work in. What of it she may read in words stands in
``lines/sight.toml``.
"""

import time
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from outcomes.models import FigureAgreement
from pim import clock
from pim.access.audit import HERSELF
from pim.enums import Role
from pim.messages import links
from referrals import actions
from referrals.actions import STATUS_LINK
from referrals.models import Referral
from tests import factories as make
from tests.attacks.matrix.world import World
from tests.referrals.her_own import WORD, at_the_door, inside

EVERYWHERE = ("A", "B", "C", "outside")
FIRST = ("A", "B", "outside")  # the first programme


@dataclass
class Kind:
    name: str
    role: str = ""  # as in the matrix; empty for whoever has none
    reach: tuple[str, ...] = ()
    once: tuple[str, ...] = ()  # whom she was matched with
    enters: str = "signed in"  # "not signed in", "one factor", "link"
    client: Client | None = None


KINDS = [
    Kind("visitor", enters="not signed in"),
    Kind("mum before her word", "mum at the door", enters="link"),
    Kind("mum", "mum", enters="link"),
    Kind("referrer", "referrer", enters="link"),
    Kind("volunteer", "volunteer", ("hers",), once=("ended",)),
    Kind("volunteer elsewhere", "volunteer", ("B",)),
    Kind("coordinator A", "coordinator", ("A", "outside")),
    Kind("coordinator B", "coordinator", ("B", "outside")),
    Kind("coordinator C", "coordinator", ("C",)),
    Kind("safeguarding lead", "safeguarding lead", EVERYWHERE),
    Kind("programme manager", "programme manager", FIRST),
    Kind("trustee", "trustee", EVERYWHERE),
    Kind("researcher", "researcher", FIRST),
    Kind("funder with an agreement", "funder", FIRST),
    Kind("funder", "funder", FIRST),
    Kind("data protection officer", "data protection officer", EVERYWHERE),
    Kind("university partner", "university partner", FIRST),
    Kind("left", enters="not signed in"),
    Kind("one factor", enters="one factor"),
]


def arrive(world: World) -> list[Kind]:
    """Everybody, with a browser each; they come after the world is filled."""
    return [_entered(kind, world) for kind in KINDS]


def _entered(kind: Kind, world: World) -> Kind:
    kind.client = _by_link(kind, world) if kind.enters == "link" else _by_sign_in(kind, world)
    return kind


def _by_link(kind: Kind, world: World) -> Client:
    referral = world.of("hers", Referral)
    if kind.name == "referrer":
        token = links.make(
            purpose=STATUS_LINK,
            object_id=referral.pk,
            message=None,
            expires_at=clock.now() + timedelta(days=7),
        )
        client = Client()
        client.get(reverse("referral-status-link", args=[token]))
        return client
    if kind.name != "mum":
        return at_the_door(referral)
    actions.set_secret_word(holder=referral.parent, word=WORD, by=HERSELF, now=clock.now())
    return inside(referral)


def _by_sign_in(kind: Kind, world: World) -> Client:
    client = Client()
    if kind.name == "visitor":
        return client
    user = _user(kind, world)
    if kind.enters != "one factor":
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    sign_in(client, user, both=kind.enters != "one factor")
    if kind.name == "left":
        user.membership_set.update(ended_on=clock.today())
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    return client


def sign_in(client: Client, user, *, both: bool = True) -> None:
    client.force_login(user)
    session = client.session
    methods = [{"method": "password", "at": time.time()}]
    methods += [{"method": "mfa", "type": "totp", "at": time.time()}] if both else []
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = methods
    session.save()


def _user(kind: Kind, world: World):
    if kind.role == "volunteer":
        return world.volunteers["B" if kind.name.endswith("elsewhere") else "A"].user
    user = make.UserFactory(email=f"{kind.name.replace(' ', '-')}@staff.example".lower())
    make.MembershipFactory(
        user=user, role=ROLES.get(kind.role, Role.COORDINATOR), **_at(kind, world)
    )
    if kind.name == "funder with an agreement":
        FigureAgreement.objects.create(
            programme=world.programmes["A"], reader=user, organisation="x", reference="x",
            starts_on=date(2020, 1, 1), ends_on=date(2090, 1, 1), recorded_at=clock.now(),
            recorded_by=make.UserFactory(),
        )  # fmt: skip
    return user


def _at(kind: Kind, world: World) -> dict:
    if kind.role in ("coordinator", ""):
        return {"site": world.sites[kind.reach[0] if kind.reach else "A"]}
    return {} if kind.reach == EVERYWHERE else {"programme": world.programmes["A"]}


ROLES = {
    "coordinator": Role.COORDINATOR,
    "safeguarding lead": Role.SAFEGUARDING_LEAD,
    "programme manager": Role.PROGRAMME_MANAGER,
    "trustee": Role.TRUSTEE,
    "researcher": Role.RESEARCHER,
    "funder": Role.FUNDER,
    "data protection officer": Role.DATA_PROTECTION,
    "university partner": Role.UNIVERSITY_PARTNER,
}

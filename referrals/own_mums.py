"""Whose safety somebody who is no staff may speak about: the mums she is or was there for.

Who that is only an app further up knows. It says so in ``AppConfig.ready()``::

    own_mums.register(lambda user: Referral.objects.filter(...))

A mum she is not there for any more is annotated with ``until``, the moment that ended, and with
``since``, the moment it began: that is how she is called then, for her name is gone.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from pim.models import User
from referrals.models import Referral

Finder = Callable[[User], QuerySet[Referral]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    _finders.append(finder)


def of(user: User) -> list[Referral]:
    """Her mums: those of now first, by name as she knows them, then those of late."""
    found: dict[UUID, Referral] = {}
    for finder in _finders:
        for one in finder(user).select_related("parent"):
            found.setdefault(one.pk, one)
    return sorted(found.values(), key=_now_first)


def until(referral: Referral) -> datetime | None:
    """Until when she was there for her; None if she still is."""
    return getattr(referral, "until", None)


def since(referral: Referral) -> datetime | None:
    """From when on she was there for her, where that has ended."""
    return getattr(referral, "since", None)


def _now_first(referral: Referral) -> tuple:
    """Those of late by the day it ended: an order by names would tell of them."""
    ended = until(referral)
    called = ended.isoformat() if ended else referral.parent.called or ""
    return ended is not None, called, referral.reference

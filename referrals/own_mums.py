"""Whose safety somebody who is no staff may speak about: the mums she is there for now.

Who that is only an app further up knows. It says so in ``AppConfig.ready()``::

    own_mums.register(lambda user: Referral.objects.filter(...))
"""

from collections.abc import Callable

from django.db.models import QuerySet

from pim.models import User
from referrals.models import Referral

Finder = Callable[[User], QuerySet[Referral]]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    _finders.append(finder)


def of(user: User) -> list[Referral]:
    """Her mums, by name as she knows them."""
    found = {one.pk: one for finder in _finders for one in finder(user).select_related("parent")}
    return sorted(found.values(), key=lambda one: (one.parent.called or "", one.reference))

"""Many coordinators who press the same button in one moment, each with a connection of her own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import DomainError
from tests import factories as make
from tests.conftest import person
from volunteers import actions

PROPOSED = "proposed"
NO_PLACE = "This does not fit any more: has no free place."


def ask_at_once(pairs, site) -> Counter:
    """A coordinator for each pair of mum and volunteer; what each of them is answered."""
    desks = [
        person(f"desk{place}@staff.example", Role.COORDINATOR, site=site)
        for place, _ in enumerate(pairs)
    ]
    together, now = Barrier(len(pairs)), clock.now()

    def ask(desk, pair) -> str:
        mum, volunteer = pair
        try:
            together.wait(timeout=60)
            actions.propose(referral=mum, volunteer=volunteer, by=acting(desk), now=now)
            return PROPOSED
        except DomainError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(pairs)) as people:
        return Counter(people.map(ask, desks, pairs))


def mums(site, count: int) -> list:
    return [make.ReferralFactory(site=site, accepted=True) for _ in range(count)]

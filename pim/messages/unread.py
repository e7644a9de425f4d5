"""What came back and nobody has seen to: what is read first, and who is told when it lies too long.

Her words are not weighed. An app says in ``AppConfig.ready()`` which site looks after whom, and
of whom something else is open that worries somebody, as far as the reader may know of it::

    unread.add_sites(lambda ids: {one.pk: one.site for one in Referral.objects.filter(...)})
    unread.add_worries(lambda user, ids: {...})
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from pim import clock, duty
from pim.access import audit, roles
from pim.access.audit import SYSTEM
from pim.enums import Role
from pim.messages import outbox
from pim.models import Message, Reply, Site, User
from pim.staffed_hours import OFFICE

READ_WITHIN = timedelta(hours=2)
"""Staffed time in which somebody sees to a reply; then the next person is told."""
REPLY_UNREAD = "reply.unread"

SitesOf = Callable[[Collection[UUID]], dict[UUID, Site]]
WorriedAbout = Callable[[User, Collection[UUID]], set[UUID]]

_sites: list[SitesOf] = []
_worries: list[WorriedAbout] = []


def add_sites(finder: SitesOf) -> None:
    _sites.append(finder)


def add_worries(finder: WorriedAbout) -> None:
    _worries.append(finder)


def sites_of(replies: Collection[Reply]) -> dict[UUID, Site]:
    """The site that looks after whom each is from, by the key of whom it is about."""
    ids = {one.about_id for one in replies if one.about_id}
    found: dict[UUID, Site] = {}
    for finder in _sites:
        found |= finder(ids) if ids else {}
    return found


def worried_about(user: User, replies: Collection[Reply]) -> set[UUID]:
    ids = {one.about_id for one in replies if one.about_id}
    return set().union(*(finder(user, ids) for finder in _worries)) if ids else set()


def read_by(replies: Collection[Reply]) -> dict[UUID, datetime]:
    """By when each is to be seen to, by its own key; a stranger's in the hours of an office."""
    sites = sites_of(replies)
    rotas = duty.rotas_of(set(sites.values()))
    hours = {about: duty.staffed_hours(site, rotas[site.pk]) for about, site in sites.items()}
    return {
        one.pk: hours.get(one.about_id, OFFICE).after(READ_WITHIN, one.received_at)
        for one in replies
    }


@transaction.atomic
def pass_up(*, now: datetime) -> int:
    """Tell the next person of what lies too long. Of several from one person the oldest counts,
    and each is told once, however often this runs."""
    waiting = Reply.objects.to_read().filter(received_at__lte=now - READ_WITHIN)
    oldest_last = waiting.select_for_update(skip_locked=True).order_by("-received_at", "-pk")
    oldest = {one.about_id: one for one in oldest_last}
    sites = sites_of(oldest.values())
    hers = [one for one in oldest.values() if one.about_id in sites]
    due = read_by(hers)
    late = _untold([one for one in hers if due[one.pk] <= now])
    for reply in late:
        _tell(reply, now)
    return len(late)


def _untold(replies: Sequence[Reply]) -> list[Reply]:
    keys = [_key(one) for one in replies]
    told = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    return [one for one in replies if _key(one) not in told]


def _tell(reply: Reply, now: datetime) -> None:
    outbox.queue(
        notice=REPLY_UNREAD,
        object_id=reply.pk,
        about_id=reply.about_id,
        dedupe_key=_key(reply),
        due_at=now,
    )
    audit.record(by=SYSTEM, action="reply.passed_up", target=reply, now=now)


def _key(reply: Reply) -> str:
    return f"{REPLY_UNREAD}:{reply.pk}"


def who_is_next(site: Site, at: datetime) -> User | None:
    """The next on that day's rota who may read it, failing her another coordinator; the first
    again, where there is nobody else."""
    first = duty.on_duty(site, at)
    weekday = clock.day_of(at).weekday()
    rota = [row.user for row in duty.rotas_of([site])[site.pk] if row.weekday == weekday]
    others = [one for one in rota if one != first and roles.can(one, roles.SEE_MESSAGES, site)]
    known = [first] if first else []
    found = duty.with_role(Role.COORDINATOR, site=site, besides=known)
    return next(iter(others), None) or found or first

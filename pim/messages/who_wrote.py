"""Who wrote to us, however often: what one person wrote is one thing to see to.

What came about her from an address that is not hers stands apart from her own, so that whoever
floods a reply address hides nothing of hers.
"""

from collections.abc import Collection
from uuid import UUID

from pim.enums import ActorKind
from pim.models import AuditEvent, Reply

AT_ONCE = 20
"""As many are read on one page, and seen to with one press."""
MOST_FROM_ELSEWHERE = 20
"""So many unread about one person are kept from addresses not hers; the rest is counted."""

Who = tuple[UUID | None, str]


def not_hers(replies: Collection[Reply]) -> set[UUID]:
    """Those whose address was not hers when they came: nothing that they say was obeyed."""
    came = AuditEvent.objects.filter(
        action="reply.came",
        target_type=Reply._meta.label_lower,
        target_id__in=[str(one.pk) for one in replies],
        actor_kind=ActorKind.VISITOR,
    )
    return {UUID(key) for key in came.values_list("target_id", flat=True)}


def by_person(replies: Collection[Reply], strangers: Collection[UUID]) -> list[list[Reply]]:
    """In the order given, and each person's too."""
    found: dict[Who, list[Reply]] = {}
    for one in replies:
        found.setdefault(_who(one, strangers), []).append(one)
    return list(found.values())


def together(reply: Reply) -> list[Reply]:
    """It, and what the same person wrote before it that nobody has seen to. The newest first."""
    before = Reply.objects.to_read().filter(about_id=reply.about_id)
    before = before.filter(received_at__lte=reply.received_at).exclude(pk=reply.pk)
    found = [reply, *before.order_by("-received_at", "-pk")]
    return by_person(found, not_hers(found))[0][:AT_ONCE]


def is_too_much(about_id: UUID | None) -> bool:
    """Of what comes about her from elsewhere. Asked before one more is kept."""
    waiting = (
        Reply.objects.to_read().filter(about_id=about_id) if about_id else Reply.objects.none()
    )
    if waiting.count() < MOST_FROM_ELSEWHERE:
        return False
    return len(not_hers(waiting)) >= MOST_FROM_ELSEWHERE


def _who(reply: Reply, strangers: Collection[UUID]) -> Who:
    if reply.about_id is None:
        return None, reply.sender or ""
    return reply.about_id, "elsewhere" if reply.pk in strangers else ""

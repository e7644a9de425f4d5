"""Whether something sad has happened, and what she wishes of our messages."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from pim.enums import ActorKind
from pim.messages import notices
from pim.models import Message
from referrals.enums import LossKind
from referrals.models import Loss, MessageWishes, Parent, Referral, SafeContact

LOSS = "loss"  # why a message was not sent


def loss_of(referral: Referral) -> Loss | None:
    """The one that stands now, said on whichever of her referrals."""
    return losses_of(referral).live().order_by(*_GRAVEST).first()


_GRAVEST = (Case(When(kind=LossKind.SHE_DIED, then=0), default=1), "said_at", "id")


def losses_of(referral: Referral) -> QuerySet[Loss]:
    """All that were ever said of her, taken back or not."""
    return Loss.objects.filter(referral__parent=referral.parent_id)


def has_a_loss(parent: str = "parent", **which) -> Exists:
    """In a query: whether one, or one of a kind, stands for the parent at this path."""
    return Exists(Loss.objects.live().filter(referral__parent=OuterRef(parent), **which))


def to_write_about(user) -> QuerySet[Loss]:
    """Those after which nobody has been in touch yet, the longest first.

    One that was said when her support was over stays as well: she may still wish for a word.
    """
    standing = Loss.objects.visible_to(user).live().filter(written_at__isnull=True)
    hers = SafeContact.objects.live().filter(parent=OuterRef("referral__parent"))
    ways = hers.filter(address__isnull=False).values("channel")
    rows = standing.annotate(ways_now=ArraySubquery(ways))
    rows = rows.select_related("referral__parent", "referral__programme", "referral__site")
    return rows.order_by("said_at", "id")


def may_take_back(loss: Loss) -> bool:
    """Whether she may still say herself that it was a mistake: she alone has said it, and nobody
    has been in touch because of it."""
    hers = losses_of(loss.referral).live()
    by_others = ~Q(said_by_kind=ActorKind.HERSELF) | Q(written_at__isnull=False)
    return loss.lifted_at is None and not hers.filter(by_others).exists()


def stopped_by(loss: Loss) -> QuerySet[Message]:
    """Her messages that were not sent because of it."""
    hers = Referral.objects.filter(parent=loss.referral.parent_id)
    ours = Message.objects.filter(about_id__in=hers.values("pk"), reason=LOSS)
    return ours.filter(notice__in=notices.to_her()).order_by("due_at", "id")


def wishes_of(parent: Parent) -> MessageWishes:
    """What she chose; where she chose nothing, a row that is not kept and wishes nothing."""
    return MessageWishes.objects.filter(parent=parent).first() or MessageWishes(parent=parent)

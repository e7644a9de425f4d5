"""Whether something sad has happened, and what she wishes of our messages."""

from referrals.models import Loss, MessageWishes, Parent, Referral


def loss_of(referral: Referral) -> Loss | None:
    """The one that stands now, said on whichever of her referrals."""
    return losses_of(referral).live().order_by("said_at", "id").first()


def losses_of(referral: Referral):
    """All that were ever said of her, taken back or not."""
    return Loss.objects.filter(referral__parent=referral.parent_id)


def wishes_of(parent: Parent) -> MessageWishes:
    """What she chose; where she chose nothing, a row that is not kept and wishes nothing."""
    return MessageWishes.objects.filter(parent=parent).first() or MessageWishes(parent=parent)

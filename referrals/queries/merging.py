"""Which of two referrals goes on when they turn out to be one person's."""

from django.db.models import F

from pim.models import AuditEvent
from referrals.enums import ACCEPTED, OPEN, Status
from referrals.models import Parent, Referral, SafeContact

MERGED = "referral.merged"


def has_a_volunteer(referral: Referral) -> bool:
    return referral.status in (Status.MATCHED, Status.IN_SUPPORT, Status.ENDING)


def which_goes_on(one: Referral, other: Referral) -> tuple[Referral, Referral]:
    """The one that goes on, then the one that does not: open before closed, with a volunteer
    before without, accepted before not yet, and then the one that asked first."""
    first, second = sorted([one, other], key=lambda referral: (referral.asked_at, referral.pk))
    return (second, first) if _weight(second) > _weight(first) else (first, second)


def _weight(referral: Referral) -> tuple[bool, bool, bool]:
    return referral.status in OPEN, has_a_volunteer(referral), referral.status in ACCEPTED


def the_one_that_goes_on(referral: Referral) -> Referral:
    """Itself, or what it was merged into: whoever holds a link to a duplicate never notices."""
    while referral.duplicate_of is not None:
        referral = referral.duplicate_of
    return referral


def other_referrals(user, referral: Referral):
    """Her other referrals that the user may see, the newest first."""
    hers = Referral.objects.visible_to(user).filter(parent=referral.parent_id)
    return hers.exclude(pk=referral.pk).select_related("site").order_by("-asked_at")


def other_names(referral: Referral) -> list[str]:
    """What she was called on records that were merged into hers."""
    merged = Parent.objects.filter(merged_into=referral.parent_id, called__isnull=False)
    names = merged.exclude(called=referral.parent.called).order_by("created_at")
    return list(dict.fromkeys(names.values_list("called", flat=True)))


def ways_to_ask_about(referral: Referral):
    """Ways to reach her that a merge ended: called unsafe on one record, or from long ago."""
    merges = AuditEvent.objects.about(referral).filter(action=MERGED)
    ended = SafeContact.objects.filter(parent=referral.parent_id)
    return ended.filter(ended_at__in=merges.values("at")).order_by("created_at")


def every_way(referral: Referral):
    """All the ways she was ever reached by, the live ones first."""
    ways = SafeContact.objects.filter(parent=referral.parent_id, address__isnull=False)
    return ways.order_by(F("ended_at").asc(nulls_first=True), "-is_primary", "created_at")

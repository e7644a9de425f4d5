"""Records whose time is over, for the monthly list of what is due to be erased."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from pim import retention
from pim.access import roles
from pim.access.scope import at_sites_of
from referrals.enums import ErasureStanding, Status
from referrals.models import Concern, Erasure, LegalHold, RecordCopy, Referral
from referrals.models.scopes import at_programmes_of


def time_is_over(user, today: date) -> QuerySet[Referral]:
    """Each woman's last referral, closed so long ago that her record is due by the end of this
    month: not on hold, not asked for already, and with no concern that keeps it longer."""
    nowhere = Q(site__isnull=True) & at_programmes_of(user, roles.SEE_ERASURES)
    seen = at_sites_of(user, roles.SEE_ERASURES) | nowhere
    last = Referral.objects.filter(seen, _is_over(today), status=Status.CLOSED)
    last = last.filter(parent__erased_at__isnull=True, parent__merged_into__isnull=True)
    free = last.exclude(_is_kept()).exclude(_has_a_concern(today)).exclude(_has_a_later_one())
    return free.select_related("site").order_by("closed_at", "pk")


def _is_over(today: date) -> Q:
    return Q(closed_at__date__lt=retention.started_before("case", today))


def _has_a_later_one() -> Exists:
    """Open, or closed after this one: only her last one is listed."""
    others = Referral.objects.filter(parent=OuterRef("parent")).exclude(pk=OuterRef("pk"))
    later = Q(closed_at__gt=OuterRef("closed_at"))
    at_once = Q(closed_at=OuterRef("closed_at"), pk__gt=OuterRef("pk"))
    return Exists(others.filter(Q(closed_at__isnull=True) | later | at_once))


def _is_kept() -> Q:
    hers = {"parent": OuterRef("parent")}
    asked = Erasure.objects.filter(**hers).exclude(standing=ErasureStanding.DECLINED)
    on_hold = LegalHold.objects.standing().filter(**hers)
    owed = RecordCopy.objects.not_given_yet().filter(**hers)
    return Q(Exists(asked)) | Q(Exists(on_hold)) | Q(Exists(owed))


def _has_a_concern(today: date) -> Exists:
    about_her = Concern.objects.filter(referral__parent=OuterRef("parent"))
    since = retention.started_before("concern", today)
    return Exists(about_her.filter(Q(closed_at__isnull=True) | Q(closed_at__date__gte=since)))

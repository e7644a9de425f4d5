"""The other services that fit somebody, and those to be checked again."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from referrals.models import Referral, Signpost

SOON = timedelta(days=14)


def services_for(user, referral: Referral) -> QuerySet[Signpost]:
    """Live entries for her site, her programme, or everywhere."""
    here = Q(site=referral.site_id) if referral.site_id else Q(site__isnull=True)
    hers = Q(programme__isnull=True) | Q(programme=referral.programme_id)
    entries = Signpost.objects.visible_to(user).live()
    return entries.filter(hers, here | Q(site__isnull=True)).order_by("name", "pk")


def services_to_check(user, on: date) -> QuerySet[Signpost]:
    """Those she keeps whose day to be looked at again has come, or comes within two weeks."""
    due = Signpost.objects.kept_by(user).live().filter(review_due_on__lte=on + SOON)
    return due.select_related("site").order_by("review_due_on", "name", "pk")

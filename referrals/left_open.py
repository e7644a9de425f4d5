"""What of ours can stand open in the name of somebody who leaves."""

from pim.access import leaving
from referrals.models import Concern, Erasure, Triage


def register() -> None:
    leaving.may_stand_open("Concerns she has", _concerns)
    leaving.may_stand_open("First calls she has begun and not saved", _calls)
    leaving.may_stand_open("Erasures she asked for, not decided", _erasures)


def _concerns(user):
    """Who answers for people is not told of concerns about people."""
    hers = Concern.objects.filter(owner=user, closed_at__isnull=True).not_about_people()
    return hers.values_list("site__name", flat=True)


def _calls(user):
    return Triage.objects.filter(draft_by=user).values_list("referral__site__name", flat=True)


def _erasures(user):
    asked = Erasure.objects.filter(asked_by=user, decided_at__isnull=True)
    return asked.values_list("site__name", flat=True)

"""Referral, volunteer, match: always in this order, so that nobody waits for each other."""

from referrals.models import Referral
from volunteers.models import Match, Volunteer


def locked_referral(referral_id) -> Referral:
    """With what matching asks of her."""
    of = Referral.objects.select_for_update(of=("self",)).select_related("parent", "programme")
    return of.get(pk=referral_id)


def locked_volunteer(volunteer_id) -> Volunteer:
    return Volunteer.objects.select_for_update().get(pk=volunteer_id)


def locked_match(match: Match) -> Match:
    """The match as it is now, with its referral locked before it."""
    referral = Referral.objects.select_for_update().get(pk=match.referral_id)
    locked = Match.objects.select_for_update().get(pk=match.pk)
    locked.referral = referral
    return locked

"""Who fits best, in one line on the record of a mum who waits."""

from django.urls import reverse

from pim import clock
from pim.admin.panels import Link, Summary
from pim.models import User
from referrals.enums import Status
from referrals.models import Referral
from volunteers import queries
from volunteers.models import Volunteer
from volunteers.panels.shared import named

SHOWN = 3


def who_fits_best(user: User, referral: Referral) -> Summary | None:
    """Without the comparison, which costs far more and stands a click away."""
    if referral.status != Status.WAITING or not queries.may_be_found_somebody(user, referral):
        return None
    best = queries.best_ten(referral, user, clock.today())[:SHOWN]
    keys = [one.offer.volunteer for one in best]
    found = Volunteer.objects.select_related("site").in_bulk(keys)
    by_key = {str(pk): one for pk, one in found.items()}
    names = [named(by_key[key], user) for key in keys]
    compare = reverse("admin:volunteers_match_for", args=[referral.pk])
    rows = [
        ("The likeliest first", names or "Nobody just now"),
        ("And why", Link("Compare them" if names else "Look at who nearly fits", compare)),
    ]
    return Summary("Who fits best", rows)

"""Who sees what of a case: her site's staff, and for what has no site the programme's."""

from django.apps import apps
from django.db.models import Q

from pim import clock
from pim.access import roles
from pim.access.scope import EVERY_ROW, ScopedQuerySet, at_sites_of
from referrals.enums import ACCEPTED, INCOMING, OPEN, Status


class ReferralQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Her site's staff; a referral without a site is seen by the programme's staff. And
        whoever opened it in an emergency, for that hour."""
        homeless = Q(site__isnull=True) & at_programmes_of(user, roles.SEE_CASES)
        seen = at_sites_of(user, roles.SEE_CASES) | homeless
        opened = opened_in_emergency(user)
        return self.filter(seen | Q(pk__in=opened) if opened else seen)

    def open(self):
        return self.filter(status__in=OPEN)

    def incoming(self):
        """New ones and those being rung; not what is held back as perhaps not genuine."""
        return self.filter(status__in=INCOMING, held_for="")

    def held(self):
        return self.filter(status__in=INCOMING).exclude(held_for="")

    def accepted(self):
        return self.filter(status__in=ACCEPTED)

    def waiting(self):
        return self.filter(status=Status.WAITING)


def opened_in_emergency(user) -> list:
    """The few records she has opened so just now; asked once for each request."""
    if not roles.can(user, roles.OPEN_IN_EMERGENCY):
        return []
    known = getattr(user, "opened_in_emergency", None)
    if known is None:
        looks = apps.get_model("referrals", "EmergencyLook").objects.filter(user_id=user.pk)
        rows = looks.filter(ended_at__isnull=True).values_list("referral_id", "until")
        known = user.opened_in_emergency = list(rows)
    now = clock.now()
    return [referral for referral, until in known if until > now]


def at_programmes_of(user, permission: str, path: str = "programme") -> Q:
    """What lies outside every area belongs to the whole programme until a person decides."""
    granted = roles.GRANTS[permission]
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(member.is_everywhere for member in held):
        return EVERY_ROW
    programmes = {member.programme_id or member.site.programme_id for member in held}
    return Q(**{f"{path}__in": programmes})


class CaseQuerySet(ScopedQuerySet):
    """Rows that hang on a referral and are seen by whoever sees it."""

    referral_path = "referral"

    def visible_to(self, user):
        seen = apps.get_model("referrals", "Referral").objects.visible_to(user)
        return self.filter(**{f"{self.referral_path}__in": seen})


class PersonQuerySet(CaseQuerySet):
    """Rows of a person. Two referrals of hers lead to the same row, and it is one row."""

    def visible_to(self, user):
        return self.filter(pk__in=super().visible_to(user).values("pk"))

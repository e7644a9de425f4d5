"""A record that somebody opened in an emergency, outside her reach, and who was told of it."""

import uuid

from django.db import models
from django.db.models import F, Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, at_sites_of
from referrals.enums import WhyOpened
from referrals.models.referral import Referral
from referrals.models.scopes import at_programmes_of


class EmergencyLookQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Who opened it, and all who watch over the place that the record belongs to."""
        there = at_sites_of(user, roles.SEE_EMERGENCIES, "referral__site")
        homeless = at_programmes_of(user, roles.SEE_EMERGENCIES, "referral__programme")
        return self.filter(there | homeless & Q(referral__site__isnull=True) | Q(user_id=user.pk))

    def going_on(self, now):
        return self.filter(ended_at__isnull=True, until__gt=now)

    def run_out(self, now):
        return self.filter(ended_at__isnull=True, until__lte=now)


class EmergencyLook(models.Model):
    """One person, one record, one hour, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    user = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=WhyOpened)
    words = EncryptedTextField("what has happened", null=True)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = EmergencyLookQuerySet.as_manager()

    class Privacy:
        free_text = ("words",)
        operational = ("id", "referral", "user", "why", "opened_at", "until", "ended_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "referral"],
                condition=Q(ended_at__isnull=True),
                name="emergency_look_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__lte=F("until")),
                name="emergency_look_ends_in_time",
            ),
        ]

    def __str__(self):
        return f"Emergency {self.id}"


class EmergencyNewsQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(user_id=user.pk)

    def unseen(self):
        return self.filter(seen_at__isnull=True)


class EmergencyNews(models.Model):
    """That one person is told of it, and when she has seen it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    look = models.ForeignKey(EmergencyLook, on_delete=models.PROTECT)
    user = models.ForeignKey("pim.User", on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = EmergencyNewsQuerySet.as_manager()

    class Privacy:
        operational = ("id", "look", "user", "seen_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "user"], name="emergency_news_once_each")
        ]

    def __str__(self):
        return f"News {self.id}"

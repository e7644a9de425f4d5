"""How she would like our messages: by which way, at which hours, and what first."""

from django.db import models
from django.db.models import F, Q

from referrals.enums import ContactChannel
from referrals.models.people import Parent
from referrals.models.scopes import PersonQuerySet


class MessageWishesQuerySet(PersonQuerySet):
    referral_path = "parent__referral"


class MessageWishes(models.Model):
    """What she chose herself; without a row the programme's own way holds.

    Hours are local ones and narrow ours, never widen them. ``word_first``: her secret word is
    asked for before questions are shown.
    """

    parent = models.OneToOneField(Parent, primary_key=True, on_delete=models.PROTECT)
    channel = models.CharField(
        max_length=10,
        choices=[(one, one.label) for one in (ContactChannel.EMAIL, ContactChannel.TEXT)],
        blank=True,
    )
    hours_from = models.TimeField("not before", null=True)
    hours_until = models.TimeField("not after", null=True)
    quiet_until_on = models.DateField("nothing before this day", null=True)
    word_first = models.BooleanField("ask for her word first", default=False)
    changed_at = models.DateTimeField()

    objects = MessageWishesQuerySet.as_manager()

    class Privacy:
        operational = (
            "parent",
            "channel",
            "hours_from",
            "hours_until",
            "quiet_until_on",
            "word_first",
            "changed_at",
        )

    class Meta:
        verbose_name_plural = "wishes about messages"
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_from__isnull=True, hours_until__isnull=True)
                | Q(hours_until__gt=F("hours_from")),
                name="message_wishes_hours_in_order",
            ),
        ]

    def __str__(self):
        return f"Wishes of {self.parent_id}"

"""The weekly matching meeting: a draft of the whole list, fixed by hand, published in parts."""

import uuid

from django.db import models
from django.db.models import Q

from pim.access import roles
from pim.access.encryption import EncryptedTextField
from pim.access.scope import ScopedQuerySet, SiteScopedQuerySet
from volunteers.enums import IN_THE_DRAFT, PairStanding
from volunteers.models.matches import Match
from volunteers.models.volunteer import Volunteer


class MatchingMeetingQuerySet(SiteScopedQuerySet):
    permission = roles.SEE_CASES

    def open(self):
        return self.filter(closed_at__isnull=True)

    def with_asked(self):
        """Adds ``asked``, how many volunteers were asked from it."""
        proposed = Q(draftpair__standing=PairStanding.PUBLISHED)
        return self.annotate(asked=models.Count("draftpair", filter=proposed))


class MatchingMeeting(models.Model):
    """One look at the whole waiting list of a site. Its draft is proposed to nobody yet.

    Its notes may be about anybody who stands in a draft of it: they go with each who is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey("pim.Site", on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")
    solved_at = models.DateTimeField(null=True)
    considered = models.PositiveIntegerField("pairs weighed", default=0)
    objective = models.BigIntegerField("points in all", default=0)
    notes = EncryptedTextField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = MatchingMeetingQuerySet.as_manager()

    class Privacy:
        free_text = ("notes",)
        operational = (
            "id",
            "site",
            "opened_at",
            "opened_by",
            "solved_at",
            "considered",
            "objective",
            "closed_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(closed_at__isnull=True),
                name="matching_meeting_one_open_a_site",
            )
        ]

    def __str__(self):
        return f"Matching meeting of {self.opened_at:%-d %B %Y}"


class DraftPairQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=MatchingMeeting.objects.visible_to(user))

    def in_the_draft(self):
        return self.filter(standing__in=IN_THE_DRAFT)


class DraftPair(models.Model):
    """A mum and a volunteer in the draft of a meeting, or two whom it has ruled out.

    A pair that was proposed has left the draft: if it comes to nothing, she stands in it anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(MatchingMeeting, on_delete=models.PROTECT)
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT)
    standing = models.CharField(max_length=10, choices=PairStanding)
    score = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)
    match = models.OneToOneField(Match, null=True, on_delete=models.PROTECT)

    objects = DraftPairQuerySet.as_manager()

    class Privacy:
        worked_out = ("reasons",)
        operational = ("id", "meeting", "referral", "volunteer", "standing", "score", "match")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "referral"],
                condition=Q(standing__in=IN_THE_DRAFT),
                name="draft_pair_one_volunteer_a_mum",
            ),
            models.UniqueConstraint(
                fields=["meeting", "referral", "volunteer"],
                condition=~Q(standing=PairStanding.PUBLISHED),
                name="draft_pair_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(standing=PairStanding.PUBLISHED, match__isnull=False)
                | ~Q(standing=PairStanding.PUBLISHED) & Q(match__isnull=True),
                name="draft_pair_published_as_a_match",
            ),
        ]

    def __str__(self):
        return f"{self.get_standing_display()}"

    @property
    def is_in_the_draft(self) -> bool:
        return self.standing in IN_THE_DRAFT

    @property
    def is_fixed(self) -> bool:
        return self.standing == PairStanding.FIXED

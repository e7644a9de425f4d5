import uuid

from django.db import models
from django.db.models import Q

from pim.access.scope import ScopedQuerySet
from pim.enums import (
    GONE_OUT,
    IN_FLIGHT,
    NEEDS_A_REASON,
    NOT_ARRIVED,
    AttemptOutcome,
    Channel,
    MessageClass,
    MessageState,
)


class MessageQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        from pim.access import roles
        from pim.messages import ledger

        if not roles.can(user, roles.SEE_MESSAGES):
            return self.none()
        return self.filter(ledger.seen_by(user))

    def about(self, object_id):
        return self.filter(about_id=object_id)

    def waiting(self):
        return self.filter(state=MessageState.QUEUED)

    def not_arrived(self):
        return self.filter(state__in=NOT_ARRIVED)


class Message(models.Model):
    """One line of the outbox ledger. Holds ids only: words, address and consent are read late.

    ``mailbox_index`` is there for two days, only where nobody had confirmed the address: to
    count what went to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.CharField(max_length=60)
    klass = models.CharField("class", max_length=15, choices=MessageClass)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    object_id = models.UUIDField()
    about_id = models.UUIDField(help_text="The referral or person whose ledger this line is on.")
    dedupe_key = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField("why not", max_length=60, blank=True)
    mailbox_index = models.CharField(max_length=64, null=True, editable=False)
    looked_after_at = models.DateTimeField("a person saw to it", null=True)
    looked_after_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Privacy:
        searchable = ("mailbox_index",)
        operational = (
            "id",
            "notice",
            "klass",
            "channel",
            "object_id",
            "about_id",
            "dedupe_key",
            "state",
            "due_at",
            "expires_at",
            "attempts",
            "claim",
            "lease_until",
            "sent_at",
            "reason",
            "looked_after_at",
            "looked_after_by",
            "created_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_after_at__isnull=True, looked_after_by__isnull=True)
                | Q(looked_after_at__isnull=False, looked_after_by__isnull=False),
                name="message_looked_after_by_somebody",
            ),
            models.UniqueConstraint(fields=["dedupe_key"], name="message_once"),
            models.CheckConstraint(
                condition=~Q(state__in=GONE_OUT) | Q(sent_at__isnull=False),
                name="message_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IN_FLIGHT, claim__isnull=False, lease_until__isnull=False)
                | ~Q(state__in=IN_FLIGHT) & Q(claim__isnull=True, lease_until__isnull=True),
                name="message_in_flight_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=NEEDS_A_REASON) | ~Q(reason=""),
                name="message_not_sent_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["klass", "due_at", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="message_due",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=IN_FLIGHT), name="message_lease"
            ),
            models.Index(fields=["about_id", "created_at"], name="message_about"),
            models.Index(
                fields=["mailbox_index", "due_at"],
                condition=Q(mailbox_index__isnull=False),
                name="message_by_mailbox",
            ),
        ]

    def __str__(self):
        return f"{self.notice} {self.id}"


class MessageAttempt(models.Model):
    """One try at handing a message to the mail server, and what it said."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=AttemptOutcome)
    code = models.PositiveSmallIntegerField(null=True, help_text="The mail server's reply code.")
    at = models.DateTimeField()

    class Privacy:
        operational = ("id", "message", "number", "outcome", "code", "at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempt_number_once")
        ]

    def __str__(self):
        return f"Attempt {self.number} of {self.message_id}: {self.outcome}"


class LinkToken(models.Model):
    """A link that opens one thing without an account. Only the token's fingerprint rests here."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    object_id = models.UUIDField()
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        operational = (
            "digest",
            "purpose",
            "object_id",
            "message",
            "expires_at",
            "closed_at",
            "created_at",
        )

    class Meta:
        indexes = [models.Index(fields=["purpose", "object_id"], name="link_by_object")]

    def __str__(self):
        return f"Link for {self.purpose} {self.object_id}"

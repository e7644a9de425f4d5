import uuid

from django.db import models
from django.db.models import Q

from pim.access.encryption import EncryptedTextField
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
    ReceiptKind,
    ReplyKind,
)
from pim.models.trail import APPEND_ONLY


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
    delivered_at = models.DateTimeField(null=True)
    provider_ref = models.CharField("the provider's own key", max_length=64, blank=True)
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
            "delivered_at",
            "provider_ref",
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
            models.CheckConstraint(
                condition=Q(state=MessageState.DELIVERED, delivered_at__isnull=False)
                | ~Q(state=MessageState.DELIVERED) & Q(delivered_at__isnull=True),
                name="message_delivered_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["provider_ref"],
                condition=~Q(provider_ref=""),
                name="message_provider_ref_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=MessageState.QUEUED) & ~Q(klass=MessageClass.RISK),
                name="message_due",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=MessageState.QUEUED, klass=MessageClass.RISK),
                name="message_due_risk",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=IN_FLIGHT), name="message_lease"
            ),
            models.Index(
                fields=["due_at"], condition=Q(state__in=NOT_ARRIVED), name="message_not_arrived"
            ),
            models.Index(fields=["about_id", "created_at"], name="message_about"),
            models.Index(fields=["object_id"], name="message_by_object"),
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


class MessageReceipt(models.Model):
    """What a provider told us later about a message. The same report twice is one row."""

    append_only = True

    message = models.ForeignKey(Message, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=ReceiptKind)
    code = models.CharField("in the provider's own code", max_length=40, blank=True)
    at = models.DateTimeField()

    class Privacy:
        operational = ("id", "message", "kind", "code", "at")

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["message", "kind", "code"], name="receipt_once")
        ]

    def __str__(self):
        return f"{self.kind} of {self.message_id}"


class ReplyQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        from pim.access import roles
        from pim.messages import ledger

        seen = Q(pk__in=[])
        if roles.can(user, roles.SEE_MESSAGES):
            seen |= ledger.seen_by(user)
        if roles.can(user, roles.SEE_STRANGERS):
            seen |= Q(about_id__isnull=True)
        return self.filter(seen)

    def to_read(self):
        """For a person, and nobody has seen to it."""
        return self.filter(looked_after_at__isnull=True, kind__in=(ReplyKind.WORDS, ReplyKind.STOP))


class Reply(models.Model):
    """Something that came back to us by text or e-mail. A person reads it on Today.

    Of one whose number nobody knows the managers see to it.

    ``about_id`` is null where nobody could tell whom it is from. ``sender`` is where it came
    from: answered only through a safe contact on file, never to this address by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=10, choices=ReplyKind)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT)
    about_id = models.UUIDField(null=True)
    sender = EncryptedTextField(null=True)
    words = EncryptedTextField(null=True)
    came_as = models.CharField("the provider's own key", max_length=120, unique=True)
    received_at = models.DateTimeField()
    looked_after_at = models.DateTimeField("a person saw to it", null=True)
    looked_after_by = models.ForeignKey(
        "pim.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReplyQuerySet.as_manager()

    class Privacy:
        identifying = ("sender",)
        free_text = ("words",)
        operational = (
            "id",
            "channel",
            "kind",
            "message",
            "about_id",
            "came_as",
            "received_at",
            "looked_after_at",
            "looked_after_by",
        )

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_after_at__isnull=True, looked_after_by__isnull=True)
                | Q(looked_after_at__isnull=False, looked_after_by__isnull=False),
                name="reply_looked_after_by_somebody",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="reply_kind_known"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(looked_after_at__isnull=True),
                name="reply_waiting",
            ),
            models.Index(fields=["about_id", "received_at"], name="reply_about"),
        ]

    def __str__(self):
        return f"Reply {self.id}"


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

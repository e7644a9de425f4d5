import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast

from pim.access.scope import ScopedQuerySet
from pim.enums import ActorKind

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'these rows are only ever added';",
    ),
]


def append_only_but(words: str) -> list[pgtrigger.Trigger]:
    """Rows that are only added, but for a column of words: those go when a person is erased,
    and the owner of the table may encrypt them anew. Say ``emptied_later`` on the model too."""
    anew = f"""
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{words}' = to_jsonb(OLD) - '{words}' AND (
            NEW.{words} IS NULL
            OR current_setting('pim.rotates_keys', true) = 'on' AND current_user = (
                SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID
            )
        ) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'these rows are only ever added';
    """
    change = pgtrigger.Trigger(
        name="append_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=anew,
    )
    return [change, *APPEND_ONLY[1:]]


OWN_TRANSACTION = pgtrigger.Trigger(
    name="own_transaction",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NEW.xact_id <> pg_current_xact_id()::text::bigint THEN
            RAISE EXCEPTION 'a row bears the transaction that writes it';
        END IF;
        RETURN NEW;
    """,
)


def acted_by(name: str) -> models.CheckConstraint:
    """A signed-in person has a user; nobody else does."""
    is_person = Q(actor_kind=ActorKind.PERSON, actor__isnull=False)
    is_other = ~Q(actor_kind=ActorKind.PERSON) & Q(actor__isnull=True)
    return models.CheckConstraint(condition=is_person | is_other, name=f"{name}_has_its_actor")


class DatedAct(models.Model):
    """A row that says who did something and when, and is only ever added.

    Give ``triggers = APPEND_ONLY`` and the constraint :func:`acted_by` in the model's own Meta.
    """

    append_only = True

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.ForeignKey("pim.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class AuditQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        from pim.access import audit, roles

        if not roles.can(user, roles.SEE_AUDIT):
            return self.none()
        return self.exclude(audit.kept_from(user))

    def about(self, target):
        return self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))


class AuditEvent(DatedAct):
    """One thing somebody did. Rows are only ever added."""

    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_id = models.CharField(max_length=64)
    codes = models.JSONField(default=dict)
    # The transaction that wrote the row: lets the sealer take only finished ones.
    xact_id = models.BigIntegerField(
        db_default=Cast(
            Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
        )
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AuditQuerySet.as_manager()

    class Privacy:
        operational = (
            "id",
            "at",
            "actor_kind",
            "actor",
            "action",
            "target_type",
            "target_id",
            "codes",
            "xact_id",
            "created_at",
        )

    class Meta:
        triggers = [*APPEND_ONLY, OWN_TRANSACTION]
        constraints = [acted_by("audit_event")]
        indexes = [
            models.Index(F("target_type"), F("target_id"), F("at").desc(), name="audit_by_target")
        ]

    def __str__(self):
        return f"{self.action} {self.target_type} {self.target_id}"


class AuditSeal(models.Model):
    """A link of the chain over the trail: a hash of the rows of finished transactions, and of
    the link before. Who changes, takes away or slips in a row breaks it.

    It holds the rows with ``id > after_id`` and ``since_xact <= xact_id < until_xact``.
    ``after_id`` grows when the rows move to another server, which counts transactions anew.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    made_at = models.DateTimeField()
    after_id = models.BigIntegerField()
    since_xact = models.BigIntegerField()
    until_xact = models.BigIntegerField()
    newest_id = models.BigIntegerField(help_text="The highest id of a row sealed so far.")
    events = models.PositiveBigIntegerField(help_text="How many rows it holds.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Privacy:
        operational = (
            "id",
            "number",
            "made_at",
            "after_id",
            "since_xact",
            "until_xact",
            "newest_id",
            "events",
            "previous_hash",
            "hash",
        )

    class Meta:
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(since_xact__lt=F("until_xact")), name="audit_seal_holds_a_span"
            ),
            models.CheckConstraint(condition=Q(events__gt=0), name="audit_seal_holds_something"),
        ]

    def __str__(self):
        return f"{self.number} {self.hash}"

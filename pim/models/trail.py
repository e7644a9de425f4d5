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
    # The transaction that wrote the row: lets a later sealer take only finished ones.
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
        triggers = APPEND_ONLY
        constraints = [acted_by("audit_event")]
        indexes = [
            models.Index(F("target_type"), F("target_id"), F("at").desc(), name="audit_by_target")
        ]

    def __str__(self):
        return f"{self.action} {self.target_type} {self.target_id}"

"""One row of every model for each person of the world, with canaries in what tells about her."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection, models

from pim import clock
from pim.enums import ActorKind
from pim.models import User

STAFF = object()
Rows = dict[type[models.Model], models.Model]
NOON = datetime(2026, 3, 2, 12, tzinfo=clock.now().tzinfo)
LATER = ("closes_at", "ends_at", "to_on", "expires_at", "ends_on")
PLAIN = {
    "ArrayField": [],
    "BooleanField": False,
    "DateField": date(2026, 3, 2),
    "DateTimeField": NOON,
    "DecimalField": Decimal(1),
    "FloatField": 0.0,
    "IntegerField": 1,
    "JSONField": {},
    "PositiveBigIntegerField": 1,
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1,
    "SmallIntegerField": 1,
    "TimeField": time(12),
}


class past_rules:
    """Triggers and foreign keys look away; what a column may hold is still checked."""

    def __enter__(self):
        self._set("replica")

    def __exit__(self, *error):
        if error[0] is None:
            self._set("origin")

    def _set(self, role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")


def made(model: type[models.Model], known: Rows, also: dict) -> models.Model:
    """The row known of this model, or the plainest there can be, its keys leading to the known."""
    if model not in known:
        values = {
            field.name: _something(field, known, also)
            for field in model._meta.concrete_fields
            if _is_asked(field, known)
        }
        values |= also.get(model._meta.label, {})
        row = model(**values)
        with past_rules():
            model._base_manager.bulk_create([row])
        known[model] = row
    return known[model]


def fill(row: models.Model, canaries, owner: str) -> int:
    """Put canaries in every column of a row that tells about somebody; how many."""
    label = row._meta.label
    mine = [one for one in canaries.columns if one.rpartition(".")[0] == label]
    values = {
        one.rpartition(".")[2]: _held(row._meta.get_field(one.rpartition(".")[2]), canaries, owner)
        for one in mine
    }
    kept = {name: value for name, value in values.items() if (label, name) not in CANNOT_HOLD}
    if kept:
        with past_rules():
            type(row)._base_manager.filter(pk=row.pk).update(**kept)
    return len(kept)


CANNOT_HOLD = {
    ("referrals.Concern", "about_name"),  # only where it is about somebody of ours
}


def _held(field, canaries, owner: str):
    column = f"{field.model._meta.label}.{field.name}"
    canary = canaries.of(owner, column)
    if column == "referrals.RecordCopy.content":  # what is for her alone nobody at a desk reads
        return [{"title": "x", "about": "", "for_her_alone": True, "entries": [canary]}]
    if "JSON" in type(field).__name__:
        return [canary] if field.get_default() == [] else {"note": [canary]}
    return canary


def _is_asked(field, known: Rows) -> bool:
    if field.is_relation and field.null:
        return field.related_model in known and field.name in OWN
    own = getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    if own or isinstance(field, models.AutoField) or field.db_default is not models.NOT_PROVIDED:
        return False
    return field.is_relation or not (field.has_default() or field.null)


OWN = ("referral", "match", "parent", "site", "programme", "volunteer", "user", "message")


def _something(field, known: Rows, also: dict):
    if field.is_relation and field.related_model is User:
        return known[STAFF]  # whoever wrote it down is nobody whose name is watched here
    if field.is_relation:
        return made(field.related_model, known, also)
    if field.choices == ActorKind.choices:
        return ActorKind.SYSTEM
    kind = field.get_internal_type()
    if kind in ("SlugField", "UUIDField"):
        return uuid.uuid4() if kind == "UUIDField" else uuid.uuid4().hex[:20]
    if field.name in LATER:
        return PLAIN[kind] + timedelta(days=400)
    if field.blank and kind == "CharField":
        return ""
    if field.choices:
        return field.choices[0][0]
    return PLAIN.get(kind, uuid.uuid4().hex[: getattr(field, "max_length", None) or 20])

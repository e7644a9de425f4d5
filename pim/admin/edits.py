"""The one action behind every plain edit form in the admin: save, and note which fields changed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.forms import ModelForm

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError


def save(*, form: ModelForm, by: Actor, now: datetime) -> Model:
    """Save a valid form. The audit row holds the names of the changed fields, never values."""
    is_new = form.instance._state.adding
    try:
        with transaction.atomic():
            record = form.save()
            verb = "added" if is_new else "changed"
            audit.record(
                by=by,
                action=f"{record._meta.model_name}.{verb}",
                target=record,
                now=now,
                fields=" ".join(sorted(form.changed_data)),
            )
    except IntegrityError as error:
        raise DomainError(
            "This could not be saved: it does not fit with something that is already here."
        ) from error
    return record

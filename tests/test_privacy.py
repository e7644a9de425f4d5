"""Every column says what it tells about a person, and what identifies rests encrypted."""

import pytest
from django.apps import apps
from django.db import models

from pim.access import privacy
from pim.access.encryption import EncryptedTextField

APPS = ("pim", "referrals", "volunteers", "outcomes")
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if not hasattr(model, "pgh_tracked_model")
]


def wrongly_kept(model) -> list[str]:
    """Columns that identify and are not encrypted, or the other way; or that cannot be emptied."""
    wrong = []
    for name, kind in privacy.classes_of(model).items():
        field = model._meta.get_field(name)
        encrypted = isinstance(field, EncryptedTextField)
        if (
            encrypted != (kind in privacy.ENCRYPTED)
            or (kind in privacy.ERASED and not field.null)
            or (kind in privacy.EMPTIED and field.get_default() not in (None, "", [], {}))
        ):
            wrong.append(f"{model._meta.label}.{name}")
    return wrong


def test_every_field_has_one_class():
    classes = {model._meta.label: set(privacy.classes_of(model).values()) for model in MODELS}
    assert {label: used for label, used in classes.items() if used - set(privacy.CLASSES)} == {}


def test_identifying_columns_rest_encrypted_and_can_be_emptied():
    assert MODELS
    assert [name for model in MODELS for name in wrongly_kept(model)] == []


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("volunteers.draftpair", "reasons"),  # "Travels to WA7"
        ("volunteers.match", "reasons"),
        ("volunteers.matchingmeeting", "notes"),
    ],
)
def test_what_is_said_of_two_people_goes_when_one_of_them_is_erased(model, name):
    kind = privacy.classes_of(apps.get_model(model))[name]
    assert kind in (*privacy.ERASED, *privacy.EMPTIED)


def test_a_field_nobody_classified_is_named():
    class Unclassified(models.Model):
        secret = models.TextField()

        class Meta:
            app_label = "tests"

        class Privacy:
            operational = ("id",)

    with pytest.raises(LookupError, match="secret"):
        privacy.classes_of(Unclassified)

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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_one_class(model):
    assert set(privacy.classes_of(model).values()) <= set(privacy.CLASSES)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_identifying_columns_rest_encrypted_and_can_be_emptied(model):
    for name, kind in privacy.classes_of(model).items():
        field = model._meta.get_field(name)
        assert isinstance(field, EncryptedTextField) == (kind in privacy.ENCRYPTED), name
        assert field.null or kind not in privacy.ERASED, name
        assert kind not in privacy.EMPTIED or field.get_default() in (None, "", [], {}), name


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

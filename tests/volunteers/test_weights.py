"""What each criterion is worth in a programme, set by its manager."""

import pytest
from django.urls import reverse

from pim.errors import DomainError
from pim.models import AuditEvent
from volunteers import queries, rule_files
from volunteers.forms.weights import CALLED, TOO_MUCH
from volunteers.matching import STANDARD
from volunteers.models import SupportRules

pytestmark = pytest.mark.django_db
USUAL = {key: weight.points for key, weight in STANDARD.of.items()}


@pytest.fixture
def rules(programme):
    return SupportRules.objects.create(programme=programme)


def address(rules) -> str:
    return reverse("admin:volunteers_supportrules_do", args=[rules.pk, "set-weights"])


def test_every_criterion_has_a_name():
    assert set(CALLED) == set(STANDARD.of)


def test_only_what_differs_is_kept_and_every_change_is_noted(rules, programme, dana, signed_in):
    desk = signed_in(dana)
    desk.post(address(rules), USUAL | {"waiting": "60", "stage": "0"})
    rules.refresh_from_db()
    assert rules.weights == {"waiting": 60, "stage": 0}
    assert queries.weights_of(programme).points("waiting") == 60
    assert queries.weights_of(programme).points("days") == STANDARD.points("days")
    desk.post(address(rules), USUAL | {"waiting": "60"})
    noted = AuditEvent.objects.filter(action="support_rules.points_changed").order_by("pk")
    assert [event.codes["fields"] for event in noted] == ["stage waiting", "stage"]
    shown = desk.get(reverse("admin:volunteers_supportrules_change", args=[rules.pk]))
    assert "For each day she has waited, up to a year" in shown.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"), [("-1", "0 or more"), ("1.5", "whole number"), ("9999", TOO_MUCH)]
)
def test_what_cannot_be_is_said_kindly_and_nothing_is_kept(rules, dana, signed_in, typed, said):
    answered = signed_in(dana).post(address(rules), USUAL | {"waiting": typed})
    assert said in answered.content.decode()
    rules.refresh_from_db()
    assert rules.weights == {}


def test_a_coordinator_reads_them_and_cannot_change_them(rules, alice, signed_in):
    desk = signed_in(alice)
    shown = desk.get(reverse("admin:volunteers_supportrules_change", args=[rules.pk]))
    assert "Points of matching" in shown.content.decode()
    assert desk.post(address(rules), USUAL | {"waiting": "1"}).status_code == 404


def test_a_programme_without_rules_shows_the_usual_ones_and_can_set_its_points(
    programme, alice, dana, signed_in
):
    page = reverse("admin:volunteers_supportrules_change", args=[programme.pk])
    listed = signed_in(alice).get(reverse("admin:volunteers_supportrules_changelist"))
    assert "Weeks between supervisions" in listed.content.decode() and page in str(listed.content)
    desk = signed_in(dana)
    assert "Points of matching" in desk.get(page).content.decode()
    adding = desk.get(reverse("admin:volunteers_supportrules_add")).content.decode()
    assert 'value="45"' in adding and "Usually 45." in adding
    asked = reverse("admin:volunteers_supportrules_do", args=[programme.pk, "set-weights"])
    too_many = desk.post(asked, USUAL | {"continuity": "10001"}).content.decode()
    assert "The points for “Somebody she knows already” must be 10000 or less" in too_many
    assert desk.post(asked, USUAL | {"waiting": "60"}).status_code == 302
    rules = SupportRules.objects.get(programme=programme)
    assert (rules.weights, rules.pence_a_mile) == ({"waiting": 60}, 45)


@pytest.mark.parametrize("said", [{"wieghts": {}}, {"weights": {"looks": 5}}])
def test_a_data_file_with_an_unknown_rule_is_refused(said):
    with pytest.raises(DomainError):
        rule_files.checked(said)

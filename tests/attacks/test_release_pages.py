"""The pages of a release, as a researcher and whoever approves it see them."""

import pytest
from django.urls import reverse

from pim.enums import Role
from tests.conftest import person
from tests.outcomes import evidence
from tests.outcomes.releases import conftest
from tests.outcomes.releases.reading import approve, request
from tests.pim.looking import look

pytestmark = pytest.mark.django_db(transaction=True)
rhea, study, waves, ada = conftest.rhea, conftest.study, conftest.waves, conftest.ada


@pytest.fixture
def tom(programme):
    return person("tom@staff.example", Role.UNIVERSITY_PARTNER, programme=programme)


def test_they_read_at_a_desk_and_on_a_phone(here, study, rhea, tom, ada):
    out, waiting = approve(request(study, rhea), tom), request(study, rhea)
    evidence.consent(ada, given=False)
    page = here(rhea)
    for name, address in {
        "releases": reverse("research"),
        "release": reverse("release", args=[out.pk]),
        "release-waiting": reverse("release", args=[waiting.pk]),
    }.items():
        page.goto(address)
        look(page, name)
    page = here(tom)
    for name, address in {
        "release-decide": reverse("decide-release", args=[waiting.pk]),
        "study": reverse("open-study"),
    }.items():
        page.goto(address)
        look(page, name)

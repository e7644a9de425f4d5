"""Two programmes that differ by data alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from outcomes import instrument_files
from outcomes.models import Wave
from pim import programme_files
from pim.models import AuditEvent, Programme, Site
from tests.factories import SiteFactory
from volunteers.queries import rules_of, weights_of

pytestmark = pytest.mark.django_db


def load() -> list[str]:
    out = StringIO()
    call_command("load_programmes", stdout=out)
    return out.getvalue().splitlines()


def test_parents_in_mind_and_birth_and_beyond_are_there_after_loading():
    lines = load()

    pim = Programme.objects.get(slug="parents-in-mind")
    beyond = Programme.objects.get(slug="birth-and-beyond")
    assert (pim.is_demonstration, beyond.is_demonstration) == (True, True)
    assert pim.course_set.get().hours == 30
    assert (pim.takes_partners, beyond.takes_partners) == (False, True)
    assert sorted(pim.site_set.values_list("slug", flat=True)) == [
        "coventry-warwickshire",
        "halton",
        "newham",
    ]
    assert lines[0] == "created: birth-and-beyond: programme birth-and-beyond"
    assert (rules_of(pim).check_in_weeks, rules_of(beyond).check_in_weeks) == (4, 6)
    assert weights_of(beyond).points("continuity") > weights_of(pim).points("continuity")
    assert len(lines) == 2 + 5 + 6 + 1 + 1


def test_loading_again_adds_nothing_and_keeps_what_a_manager_changed():
    load()
    Site.objects.filter(slug="halton").update(name="Halton and Runcorn")
    audited = AuditEvent.objects.count()

    lines = load()

    assert {line.split(":")[0] for line in lines} == {"unchanged"}
    assert Site.objects.get(slug="halton").name == "Halton and Runcorn"
    assert AuditEvent.objects.count() == audited


def test_each_district_belongs_to_one_site():
    load()
    districts = [d for site in Site.objects.all() for d in site.postcode_districts]
    assert len(districts) == len(set(districts))


def test_a_file_that_claims_a_district_of_an_open_site_is_refused_whole():
    SiteFactory(name="The other one", postcode_districts=["E7"])
    with pytest.raises(CommandError, match="E7: The other one already answers for it"):
        load()
    assert not Programme.objects.filter(slug="parents-in-mind").exists()


def test_every_wave_asks_questionnaires_that_exist():
    load()
    asked = {key for wave in Wave.objects.all() for key in wave.instruments}
    assert asked - set(instrument_files.keys()) == set()


def test_telephone_numbers_are_from_the_range_kept_for_drama():
    for slug in programme_files.slugs():
        for site in programme_files.document(slug)["sites"]:
            assert site["phone"].startswith("01632 960")

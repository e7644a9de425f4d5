"""A manager brings in a wording in a real browser, and every page keeps the accessibility rules."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from outcomes import instrument_files
from outcomes.models import Instrument
from tests.outcomes.wordings.invented import as_csv, dictionary
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_manager_brings_in_a_wording(page, signed_in, dana, live_server):
    call_command("load_instruments", verbosity=0)
    name = settings.SESSION_COOKIE_NAME
    session = signed_in(dana).cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    page.goto(reverse("admin:outcomes_instrument_changelist"))
    look(page, "wordings-list")
    follow(page.get_by_role("link", name="Hospital Anxiety and Depression Scale"))
    look(page, "wordings-one")
    follow(page.get_by_role("button", name="Bring in the wording"))
    send(page)
    look(page, "wordings-choose")

    words = as_csv(dictionary(instrument_files.definition("hads")))
    page.get_by_label("The wording, as a FHIR").set_input_files(
        {"name": "words.csv", "mimeType": "text/csv", "buffer": words}
    )
    page.get_by_label("Reference of your permission").fill("GLA 17")
    send(page)
    look(page, "wordings-look")
    follow(page.get_by_role("button", name="Yes, bring them in"))

    look(page, "wordings-done")
    assert Instrument.objects.get(key="hads", is_current=True).loaded_by == dana

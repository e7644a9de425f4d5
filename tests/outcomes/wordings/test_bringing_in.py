"""From the file to the screen: looked at first, then a new version; and who sees the words."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from outcomes import instrument_files, instrument_register, queries, today
from outcomes.enums import StopReason, WhyLeftOut
from outcomes.instrument_documents import text_hash
from outcomes.models import Instrument
from outcomes.queries import wordings
from outcomes.use_rules import Facts, why_not_anybody
from pim import clock
from pim.access.audit import SYSTEM
from pim.admin.today import Urgency
from pim.messages import links
from pim.models import AuditEvent
from tests.outcomes.asking import MONDAY, asked, plan
from tests.outcomes.wordings.invented import as_csv, as_json, dictionary, questionnaire

pytestmark = pytest.mark.django_db
DOOR = "Which colour was door 3?"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        for key in ("hads", "gad-7"):
            load(key)
        yield


def load(key) -> None:
    instrument_register.add(*instrument_files.documents(key), by=SYSTEM, now=MONDAY)


@pytest.fixture
def manager(signed_in, dana):
    return signed_in(dana)


def current(key="hads") -> Instrument:
    return Instrument.objects.get(key=key, is_current=True)


def dictionary_of(key="hads") -> SimpleUploadedFile:
    content = as_csv(dictionary(instrument_files.definition(key)))
    return SimpleUploadedFile("words.csv", content)


def choose(client, key="hads", file=None, **told):
    last = told.pop("expires", date(2027, 5, 3))
    typed = {
        "file": file or dictionary_of(key),
        "permission_ref": "GLA 17",
        "holder": "The holder",
        "attribution": "© The holder",
        "language": "en",
        "expires_day": last.day,
        "expires_month": last.month,
        "expires_year": last.year,
    } | told
    return client.post(reverse("wording-in", args=[current(key).pk]), typed)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def bring_in(client, key="hads", **told):
    row, looked_at = current(key), choose(client, key, **told)
    sealed = looked_at.context["sealed"]
    return client.post(reverse("wording-bring-in", args=[row.pk]), {"sealed": sealed}, follow=True)


def test_it_is_shown_with_its_scores_before_it_counts(manager):
    looked_at = choose(manager)

    shown = text(looked_at)
    assert "Is every word and every score right?" in shown
    assert DOOR in shown
    assert "Colour 1 of 3: 3" in shown
    assert "Colour 1 of 2: 0" in shown
    assert Instrument.objects.filter(key="hads").count() == 1


def test_it_becomes_a_new_version_and_the_older_stays(manager, dana):
    skeleton = current()

    done = bring_in(manager)

    assert "These are the words asked from now on" in text(done)
    row = current()
    assert (row.version, row.loaded_by, row.loaded_at) == ("1.1.1", dana, MONDAY)
    assert row.text_hash == text_hash(row.questionnaire).removeprefix("sha256:")
    assert queries.definition(row).licence.permission_ref == "GLA 17"
    assert len(queries.options(row)) == len(queries.options(skeleton)) == 56
    skeleton.refresh_from_db()
    assert not skeleton.is_current
    event = AuditEvent.objects.get(action="instrument.loaded", target_id=str(row.pk))
    assert (event.actor, event.codes) == (dana, {"version": "1.1.1"})
    assert "Which colour" not in json.dumps(list(AuditEvent.objects.values("codes")))


def test_brought_in_again_it_counts_up(manager):
    bring_in(manager)
    bring_in(manager, permission_ref="GLA 18")

    assert current().version == "1.1.2"
    assert Instrument.objects.filter(key="hads").count() == 3


def test_a_fhir_file_and_a_translation(manager):
    form = questionnaire("hads") | {"language": "pl"}
    file = SimpleUploadedFile("words.JSON", as_json(form))
    without = choose(manager, file=file, language="pl")
    assert "Say where the translation comes from" in text(without)

    file.seek(0)
    bring_in(manager, file=file, language="pl", translation_source="The holder")

    assert current("hads-pl").version == "1.1.1"
    assert queries.definition(current("hads-pl")).translation_source == "The holder"
    assert not wordings.definition(current("hads")).has_wording


def test_every_problem_is_told_and_nothing_is_kept(manager):
    given = dictionary(instrument_files.definition("hads"))
    given[0]["Field Label"] = ""
    given[4]["Choices, Calculations, OR Slider Labels"] = "0, A"
    file = SimpleUploadedFile("words.csv", as_csv(given))

    shown = text(choose(manager, file=file))

    assert "Line 2: The question has no words" in shown
    assert "Line 6: has 1 options. Question 5 has 4" in shown
    assert Instrument.objects.filter(key="hads").count() == 1


def test_what_is_asked_with_it(manager):
    for told, problem in (
        ({"permission_ref": ""}, "Enter the reference of your permission"),
        ({"expires": date(2020, 1, 1)}, "The permission must not have ended"),
        ({"language": "English"}, "Write the language as a code"),
        ({"file": SimpleUploadedFile("w.csv", b"x" * 300_001)}, "larger than any questionnaire"),
        ({"file": SimpleUploadedFile("w.json", b"{}")}, "is not a FHIR Questionnaire"),
    ):
        assert problem in text(choose(manager, **told)), told


def test_what_was_looked_at_by_somebody_else_or_altered_is_not_kept(manager, signed_in, dana):
    sealed = choose(manager).context["sealed"]
    address = reverse("wording-bring-in", args=[current().pk])
    for other in ("", "x", sealed[:-4] + "AAAA"):
        assert "Choose the file again" in text(
            manager.post(address, {"sealed": other}, follow=True)
        )
    load("epds")
    elsewhere = reverse("wording-bring-in", args=[current("epds").pk])
    assert "Choose the file again" in text(manager.post(elsewhere, {"sealed": sealed}, follow=True))
    assert Instrument.objects.filter(loaded_by__isnull=False).count() == 0


def test_free_questionnaires_are_not_replaced_and_only_managers_bring_in(manager, signed_in, alice):
    assert manager.get(reverse("wording-in", args=[current("gad-7").pk])).status_code == 404
    coordinator = signed_in(alice)
    for name, ask in (("wording-in", "get"), ("wording-bring-in", "post")):
        address = reverse(name, args=[current().pk])
        assert getattr(coordinator, ask)(address).status_code == 404


def test_she_says_again_who_she_is(manager):
    address = reverse("wording-in", args=[current().pk])
    session = manager.session
    session["account_authentication_methods"] = [
        one | {"at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()

    assert "reauthenticate" in manager.get(address)["Location"]


# --- Out, and who reads what --------------------------------------------------------------------
def out(client, name, key="hads") -> str:
    return client.get(reverse(name, args=[current(key).pk])).content.decode()


def test_words_go_to_managers_and_the_bare_codes_to_other_staff(manager, signed_in, alice):
    bring_in(manager)
    for name in ("instrument-fhir", "instrument-redcap"):
        assert DOOR in out(manager, name)
    page = reverse("admin:outcomes_instrument_change", args=[current().pk])
    assert DOOR in text(manager.get(page))

    coordinator = signed_in(alice)
    for name in ("instrument-fhir", "instrument-redcap"):
        assert "Which colour" not in out(coordinator, name)
        assert "Colour 1" not in out(coordinator, name)
        assert "Feeling nervous" in out(coordinator, name, "gad-7")
    shown = text(coordinator.get(page))
    assert "Which colour" not in shown
    assert "Option 1: 3" in shown


def test_what_a_manager_takes_out_she_can_bring_in_again(manager):
    bring_in(manager)
    taken = current().questionnaire["item"]
    for name, kind in (("instrument-fhir", "json"), ("instrument-redcap", "csv")):
        file = SimpleUploadedFile(f"words.{kind}", out(manager, name).encode())
        bring_in(manager, file=file)
        assert current().questionnaire["item"] == taken
    assert current().version == "1.1.3"


def test_volunteers_see_no_questionnaire_of_the_desk(signed_in, bob):
    for name in ("instrument-fhir", "instrument-redcap", "wording-in"):
        assert signed_in(bob).get(reverse(name, args=[current().pk])).status_code == 404


def test_unconfirmed_rules_say_so_and_no_page_calls_a_score_a_diagnosis(manager):
    call_command("load_instruments", verbosity=0)
    for key in instrument_files.keys():  # noqa: SIM118
        shown = text(
            manager.get(reverse("admin:outcomes_instrument_change", args=[current(key).pk]))
        )
        rules = json.dumps(current(key).scoring)
        assert ("To be confirmed" in shown) == ('"confirmed": false' in rules), key
        assert "None of them is a diagnosis" in shown


# --- Asked, ended, outrun -----------------------------------------------------------------------
def test_a_wave_says_what_it_leaves_out_and_asks_it_once_it_may(manager, site_a):
    wave = plan(site_a.programme, instruments=["gad-7", "hads"])

    def why(on):
        return list(wordings.where_asked(current(), on))

    assert why(MONDAY.date()) == [(wave, site_a, WhyLeftOut.NO_WORDING)]
    page = reverse("admin:outcomes_instrument_change", args=[current().pk])
    assert "We hold no wording for it" in text(manager.get(page))

    bring_in(manager)

    assert why(MONDAY.date()) == [(wave, site_a, None)]
    assert why(date(2027, 5, 4)) == [(wave, site_a, WhyLeftOut.PERMISSION_ENDED)]


@pytest.mark.parametrize(("days", "left_out"), [(14, []), (13, ["permission_ends"])])
def test_she_is_asked_it_if_the_permission_lasts_to_her_last_day(manager, site_a, days, left_out):
    bring_in(manager, expires=MONDAY.date() + timedelta(days=days))

    request = asked(site_a, instruments=["gad-7", "hads"])

    words = [f"hads: {WhyLeftOut(why).label}" for why in left_out]
    assert queries.left_out(request) == words


def test_the_line_of_the_holder_stands_open_under_each_question(manager, client, site_a):
    bring_in(manager)
    request = asked(site_a, instruments=["hads"])
    token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at)
    client.get(f"/questionnaire/{token}/")

    shown = text(client.get("/questionnaire/1/"))

    assert "Which colour was door 1?" in shown
    assert '<p class="nhsuk-body-s">© The holder</p>' in shown


def test_the_end_of_a_permission_is_told_two_months_before(manager, dana):
    last = date(2027, 5, 3)
    bring_in(manager, expires=last)

    def told(days_before: int) -> list[tuple[Urgency, str]]:
        with clock.standing_at(MONDAY + (last - MONDAY.date()) - timedelta(days=days_before)):
            rows = today.wordings_to_look_after(dana, clock.now())
            return [(row.urgency, row.detail) for row in rows]

    assert told(61) == []
    for days, urgency, words in (
        (60, Urgency.NORMAL, "in 60 days"),
        (30, Urgency.OVERDUE, "in 30 days"),
        (7, Urgency.AT_ONCE, "in 7 days"),
        (0, Urgency.AT_ONCE, "today"),
        (-1, Urgency.AT_ONCE, "It ended on"),
    ):
        ((pressing, detail),) = told(days)
        assert (pressing, words in detail) == (urgency, True), (days, detail)


def next_rules(key="hads"):
    form, scoring = instrument_files.documents(key)
    scoring |= {"version": "1.2.0", "questionnaire": f"{form['url']}|1.2.0"}
    return form | {"version": "1.2.0"}, scoring


def test_loading_again_never_puts_a_version_without_words_in_their_place(manager, dana):
    bring_in(manager)
    kept = current()

    call_command("load_instruments", verbosity=0)
    instrument_register.add(*next_rules(), by=SYSTEM, now=MONDAY)

    assert current() == kept
    (row,) = today.wordings_to_look_after(dana, MONDAY)
    assert row.text == "Newer rules for HADS"
    bring_in(manager)
    assert current().version == "1.2.1"
    assert today.wordings_to_look_after(dana, MONDAY) == []


def test_a_shipped_version_with_text_of_its_own_is_asked_as_soon_as_it_comes():
    instrument_register.add(*next_rules("gad-7"), by=SYSTEM, now=MONDAY)

    assert current("gad-7").version == "1.2.0"


def test_shipped_versions_leave_room_for_wordings():
    shipped = [instrument_files.definition(key).version for key in instrument_files.keys()]  # noqa: SIM118
    assert {version.rpartition(".")[2] for version in shipped} == {"0"}


def test_every_brought_in_version_may_be_asked_at_once(manager):
    load("core-10")
    bring_in(manager, "core-10")
    definition = queries.definition(current("core-10"))
    assert why_not_anybody(definition, Facts(clock.today())) is None


def stop(client, row):
    address = reverse("admin:outcomes_instrument_do", args=[row.pk, "end-permission"])
    return client.post(address, {"why": "The holder wrote on 1 June"}, follow=True)


def test_ended_at_once_nobody_is_asked_with_these_words(manager, site_a, alice, dana, signed_in):
    bring_in(manager)
    request, in_use = asked(site_a, alice, instruments=["gad-7", "hads"]), current()
    assert stop(signed_in(alice), in_use).status_code == 404
    assert "The permission has ended" in text(stop(signed_in(dana), in_use))
    row = current()
    assert (row.version, wordings.versions_of("hads")[0]) == ("1.1.2", row)
    assert why_not_anybody(queries.definition(row), Facts(MONDAY.date())) == (
        WhyLeftOut.PERMISSION_ENDED
    )
    request.refresh_from_db()
    assert (request.status, request.stopped_why) == ("stopped", StopReason.BY_STAFF)
    assert "The holder wrote on 1 June" in row.scoring["notes"]
    assert AuditEvent.objects.filter(action="instrument.permission_ended").count() == 1

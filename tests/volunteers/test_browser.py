"""A volunteer's phone, the public enquiry and the matching desk in a real browser, errors too."""

from datetime import timedelta

import pytest

from pim import clock
from tests import factories as make
from tests.pim.looking import complaints, follow, look, send
from volunteers.enums import CheckKind, MatchStatus, VolunteerStatus
from volunteers.forms.public import stamp
from volunteers.models import Match, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport=PHONE)
    page = context.new_page()
    heard = complaints(page)
    yield page
    context.close()
    assert heard == []


@pytest.fixture
def match(bob):
    match = bob.volunteer.match_set.get()
    match.referral.handover_note = "Café only. Needs step-free."
    match.referral.formats, match.referral.times = ["phone", "out", "home"], ["weekend"]
    match.referral.save()
    make.SafeContactFactory(
        parent=match.referral.parent, channel="phone", address="+447700900456", us="Robin"
    )
    return match


def checked(volunteer: Volunteer) -> Volunteer:
    for kind in (CheckKind.DBS, CheckKind.TRAINING):
        make.CheckFactory(volunteer=volunteer, kind=kind)
    return volunteer


def test_an_enquiry(page, site_a):
    page.goto("/volunteer/ask/")
    look(page, "enquiry")
    send(page)
    look(page, "enquiry-errors")
    page.get_by_label("First name").fill("Amy")
    page.get_by_label("Last name").fill("Example")
    page.get_by_label("E-mail address").fill("amy@post.example")
    page.get_by_label("Postcode").fill("WA7")
    earlier = stamp(clock.now() - timedelta(minutes=1))  # as people type
    page.locator("[name=opened_at]").evaluate("(box, value) => { box.value = value }", earlier)
    send(page)
    look(page, "enquiry-sent")
    assert Volunteer.objects.get().site == site_a


def test_an_enquiry_without_scripts_on_the_smallest_phone(browser, live_server, site_a):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 320, "height": 600}
    )
    page = context.new_page()
    page.goto("/volunteer/ask/")
    page.get_by_label("First name").fill("Amy")
    send(page)
    assert page.title().startswith("Error: ")
    assert page.get_by_label("First name").input_value() == "Amy"
    context.close()


def test_her_pages(here, bob, match):
    asked = make.MatchFactory(
        volunteer=bob.volunteer,
        referral__site=bob.volunteer.site,
        reasons=["Also felt low", "Her place in the list is from 12 days ago"],
    )
    make.MatchFactory(
        volunteer=bob.volunteer,
        referral__site=bob.volunteer.site,
        status=MatchStatus.NOT_GOING_AHEAD,
    )
    page = here(bob)
    page.goto("/staff/")
    look(page, "own-home")
    page.goto(f"/staff/mum/{match.pk}/")
    look(page, "own-mum")
    for name in ("log", "times", "visit"):
        page.goto(f"/staff/mum/{match.pk}/{name}/")
        send(page)
        look(page, f"own-{name}-errors", widths=(390,))
    page.goto("/staff/pause/")
    look(page, "own-pause", widths=(390,))
    page.goto(f"/staff/proposal/{asked.pk}/")
    look(page, "own-proposal")
    follow(page.get_by_role("button", name="No, not this time"))
    look(page, "own-proposal-no")
    page.get_by_label("Is there something about safety").fill("x" * 2001)
    send(page)
    look(page, "own-proposal-no-errors")
    follow(page.get_by_role("link", name="Back"))
    follow(page.get_by_role("button", name="Yes, I would like to"))
    look(page, "own-home-after-yes")


def test_finding_a_volunteer(here, alice, site_a):
    rosa = make.ReferralFactory(
        site=site_a, accepted=True, parent__called="Rosa", wishes=["low_mood"], formats=["phone"]
    )
    checked(make.VolunteerFactory(site=site_a, first_name="Amy", experience=["low_mood"]))
    checked(make.VolunteerFactory(site=site_a, status=VolunteerStatus.ON_BREAK))
    page = here(alice)
    page.goto("/admin/")
    look(page, "today")
    follow(page.get_by_role("link", name="Rosa").last)
    page.goto(f"/admin/volunteers/match/for/{rosa.pk}/")
    look(page, "matching")
    follow(page.get_by_role("button", name="Propose"))
    match = Match.objects.get()
    look(page, "match-proposed")
    follow(page.get_by_role("button", name="The volunteer says yes"))
    follow(page.get_by_role("button", name="She says no"))
    look(page, "match-she-says-no")
    page.goto(f"/admin/volunteers/match/{match.pk}/")
    follow(page.get_by_role("button", name="She says yes"))
    look(page, "match-she-says-yes")
    follow(page.get_by_role("button", name="She says yes"))
    look(page, "match-active")
    follow(page.get_by_role("button", name="End the match"))
    send(page)
    look(page, "match-end-errors")
    page.goto("/admin/volunteers/match/")
    look(page, "matches")


def test_looking_after_a_volunteer(here, alice, site_a):
    amy = checked(make.VolunteerFactory(site=site_a, first_name="Amy", experience=["low_mood"]))
    page = here(alice)
    for name, address in {
        "volunteers": "",
        "volunteer": f"{amy.pk}/",
        "volunteer-add": "add/",
        "volunteer-edit": f"{amy.pk}/edit/",
        "volunteer-check": f"{amy.pk}/do/record-check/",
        "volunteer-details": f"{amy.pk}/do/change-details/",
    }.items():
        page.goto(f"/admin/volunteers/volunteer/{address}")
        look(page, name)
        if name in ("volunteer-add", "volunteer-check"):
            send(page)
            assert page.title().startswith("Error: ")
            look(page, f"{name}-errors")

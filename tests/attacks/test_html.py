"""Every page, in order and in error, is sound HTML: the Nu HTML checker finds no error."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from outcomes import instrument_register
from pim import clock, views
from pim.access.audit import acting
from pim.enums import Role
from pim.plain_pages import ADDRESSES
from referrals import actions
from referrals.enums import ConcernKind, ConcernUrgency
from tests import factories as make
from tests.attacks.wandering import Wanderer
from tests.conftest import person
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, WORRYING, asked
from tests.outcomes.test_views import browser, question
from tests.referrals.arriving import FROM_A_MIDWIFE, receive
from tests.referrals.her_own import at_the_door, inside, with_a_page
from tests.referrals.test_status import opened
from tests.referrals.test_views import HER_PAGES, MIDWIFES_PAGES
from tests.referrals.views.test_where import after

pytestmark = pytest.mark.django_db

JAR = Path(settings.BASE_DIR) / "node_modules/vnu-jar/build/dist/vnu.jar"
PUBLIC = ["/", "/refer/", "/refer/yourself/", "/refer/someone/", "/account/login/"]
PUBLIC += ["/volunteer/", "/volunteer/ask/", "/volunteer/apply/adult/"]
BROKEN = ["400", "403", "403_csrf", "404", "429", "500", "503"]
RING_ME = {
    "called": "Rosa",
    "phone_number": "07700 900123",
    "ring_at": "another",
    "other_time": "After nine",
    "voicemail_ok": "no",
}
GENTLE = {"now": {"situation": "loss"}, "fit": {"wishes": ["loss"]}}
LOSS = {"suit" if page == "fit" else page: typed for page, typed in (HER_PAGES | GENTLE).items()}
WALKS = {
    "hers": ("yourself", HER_PAGES),
    "after a loss": ("yourself", LOSS),
    "far away": ("yourself", after(HER_PAGES, "place", "elsewhere", postcode="ZE1 0AA")),
    "where it is full": ("yourself", after(HER_PAGES, "place", "full", postcode="E6")),
    "for her": ("someone", MIDWIFES_PAGES),
    "ring me": ("ring-me", {"call": RING_ME}),
    "not agreed": ("someone", {"before": {}, "agreed": {"she_agrees": "no"}}),
}


def errors(folder: Path) -> list[str]:
    """Each complaint of the checker about the pages of a folder once, with one of the pages."""
    if not JAR.is_file() or not shutil.which("java"):
        pytest.fail("The Nu HTML checker is missing. Install Java, then type: npm install")
    asked_for = ["java", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*asked_for, folder], capture_output=True, text=True, timeout=600)
    told = [one for one in json.loads(done.stdout)["messages"] if one["type"] != "info"]
    once = {one["message"]: one for one in told}
    return sorted(
        f"{words} | {Path(one['url']).name}: {one.get('extract', '')}"
        for words, one in once.items()
    )


def save(folder: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        (folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())[:180]}.html").write_text(text)


def walked(name: str) -> dict[str, str]:
    """Both forms page by page: as first seen, sent empty, and kept."""
    who, pages = WALKS[name]
    client = Client()
    looker = Wanderer(client, name)
    address = client.get(f"/refer/{who}/").url
    for typed in pages.values():
        looker.see(client.get(address), "get")
        looker.see(client.post(address), "empty")
        answer = client.post(address, typed)
        assert answer.status_code == 302, (name, address)
        looker.see(client.get(address), "kept")
        address = answer.url
    looker.see(client.get(address), "end")
    sent = client.post(address)
    if sent.status_code == 302:
        looker.see(client.get(sent.url), "sent")
        looker.see(client.get("/refer/someone/copy/"), "copy")
    return looker.pages


@pytest.fixture
def full(programme):
    return make.SiteFactory(
        programme=programme, name="Full", postcode_districts=["E6"], intake_paused=True
    )


def test_the_public_pages(tmp_path, site_a, full, client):
    plain = [f"/{address}/" for address in ADDRESSES]
    save(tmp_path, Wanderer(client, "anybody").wander(*PUBLIC, *plain, "/get-help-now/"))
    save(tmp_path, {name: views._plain_page(500, f"{name}.html").text for name in BROKEN})
    for name in WALKS:
        save(tmp_path, walked(name))

    assert len(list(tmp_path.iterdir())) > 150
    assert errors(tmp_path) == []


@pytest.fixture
def world(site_a, programme, alice, bob, charlie, dana):
    """A little of everything, so that no list is empty and every kind of person has her work."""
    instrument_register.install(now=clock.now())
    asked(site_a, user=alice)
    mine = receive()
    receive(FROM_A_MIDWIFE)
    receive()
    for kind in (ConcernKind.FOR_HER, ConcernKind.ABOUT_PERSON):
        actions.raise_concern(
            kind=kind,
            urgency=ConcernUrgency.SAME_DAY,
            words="What was seen",
            referral=mine if kind == ConcernKind.FOR_HER else None,
            site=site_a,
            about_name="" if kind == ConcernKind.FOR_HER else "Somebody",
            by=acting(alice),
            now=clock.now(),
        )
    make.CheckFactory(volunteer=bob.volunteer, issued_on=date(2026, 1, 1))
    where = {"programme": programme}
    return {
        "coordinator": alice,
        "volunteer": bob,
        "manager": dana,
        "lead": person("lena@staff.example", Role.SAFEGUARDING_LEAD, **where),
        "trustee": person("tom@staff.example", Role.TRUSTEE),
        "researcher": person("rosa@staff.example", Role.RESEARCHER, **where),
        "funder": person("fay@staff.example", Role.FUNDER, **where),
    }


def test_the_pages_of_those_who_sign_in(tmp_path, world, signed_in):
    for kind, user in world.items():
        pages = Wanderer(signed_in(user), kind).wander("/admin/", "/staff/", "/account/")
        assert len(pages) > 5, kind
        save(tmp_path, pages)

    assert errors(tmp_path) == []


def saved_and_come_back_to() -> dict[str, str]:
    hers, other = Client(), Client()
    hers.post("/refer/yourself/you/", HER_PAGES["you"])
    looker = Wanderer(hers, "saved")
    looker.see(hers.get("/refer/yourself/save/"), "get")
    looker.see(hers.post("/refer/yourself/save/"), "empty")
    saved = hers.post("/refer/yourself/save/", {"word": "bluebell"}, follow=True)
    looker.see(saved, "done")
    link = re.search(r"/back/[^/<]+/", saved.text)[0]
    looker.see(other.get(link, follow=True), "opened")
    for how in ("wrong", "wrong again", "third", "fourth", "fifth", "locked"):
        looker.see(other.post("/back/", {"word": "wrong"}), how)
    looker.see(other.get("/back/nothing/"), "dead")
    return looker.pages


def asked_about_herself(site) -> dict[str, str]:
    with clock.standing_at(MONDAY):
        client = browser(asked(site))
        looker = Wanderer(client, "questions")
        for place in range(1, 17):
            looker.see(client.get(question(place)), "get")
            looker.see(client.post(question(place)), "empty")
            worrying = {"answer": WORRYING[2] if place == 16 else NOT_AT_ALL}
            looker.see(client.post(question(place), worrying, follow=True), "next")
        return looker.wander("/questionnaire/", "/questionnaire/rather-not/")


def test_the_pages_behind_a_link(tmp_path, site_a, alice, mailoutbox):
    hers = with_a_page()
    door, referrer = at_the_door(hers), Client()
    save(tmp_path, Wanderer(door, "at her door").wander("/my-support/"))
    save(tmp_path, Wanderer(inside(hers), "her page").wander("/my-support/"))
    opened(referrer, mailoutbox)
    save(tmp_path, Wanderer(referrer, "status").wander("/referral-status/"))
    save(tmp_path, saved_and_come_back_to())
    save(tmp_path, asked_about_herself(site_a))

    assert len(list(tmp_path.iterdir())) > 80
    assert errors(tmp_path) == []


def test_the_checker_complains_of_a_page_that_is_not_sound(tmp_path, client):
    page = client.get("/about/").text
    save(tmp_path, {"sound": page, "planted": page.replace("<h1 ", "<h1 for='x' ")})

    (complaint,) = errors(tmp_path)
    assert complaint.startswith("Attribute “for” not allowed on element “h1” at this point.")
    assert "planted.html" in complaint

"""What a concern says is found on no page of anybody who may not see it.

Every page that each person who signs in can reach by links is read, and so is what she can
search for. A page of somebody who may see it must have it: else nothing was looked at.
"""

import re

import pytest

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from referrals import actions
from referrals.enums import ConcernKind, ConcernUrgency
from tests import factories as make
from tests.conftest import person

pytestmark = pytest.mark.django_db

MOST_PAGES = 400
LINK = re.compile(r'href="(/[^"#]*)"')
LEAVES = ("/static/", "/account/logout", "/logout")
ABOUT_HER, ABOUT_ALICE, ABOUT_TESS, ABOUT_A_NAME = (
    "Kingfisherwords",
    "Zebrafinchwords",
    "Goldcrestwords",
    "Nuthatchwords",
)
WRITTEN_NAME = "Bartholomew Wren"
MAY_READ = {
    "alice": {ABOUT_HER},
    "lena": {ABOUT_HER},
    "tess": {ABOUT_ALICE, ABOUT_A_NAME},
    "tom": {ABOUT_ALICE, ABOUT_A_NAME, ABOUT_TESS},
    **{name: set() for name in ("charlie", "dana", "bob", "vera", "rosa", "fay", "kim")},
}


@pytest.fixture
def cast(alice, bob, charlie, dana, site_a, site_b, programme):
    roles = {
        "lena": (Role.SAFEGUARDING_LEAD, {}),
        "tess": (Role.TRUSTEE, {}),
        "tom": (Role.TRUSTEE, {}),
        "vera": (Role.VOLUNTEER, {"site": site_a}),
        "rosa": (Role.RESEARCHER, {"programme": programme}),
        "fay": (Role.FUNDER, {"programme": programme}),
        "kim": (Role.TRUSTEE, {"site": site_b}),
    }
    made = {
        name: person(f"{name}@staff.example", role, **where)
        for name, (role, where) in roles.items()
    }
    return made | {"alice": alice, "bob": bob, "charlie": charlie, "dana": dana}


@pytest.fixture
def files(cast, site_a):
    """One for each canary, each looked at, with a step and a word back that repeat it."""
    hers = make.ReferralFactory(site=site_a)
    person_kind = {"kind": ConcernKind.ABOUT_PERSON, "site": site_a}
    about = {
        ABOUT_HER: {"kind": ConcernKind.FOR_HER, "referral": hers},
        ABOUT_ALICE: person_kind | {"about_user": cast["alice"], "referral": hers},
        ABOUT_TESS: person_kind | {"about_user": cast["tess"]},
        ABOUT_A_NAME: person_kind | {"about_name": WRITTEN_NAME},
    }
    made = {}
    for words, what in about.items():
        made[words] = actions.raise_concern(
            urgency=ConcernUrgency.AT_ONCE,
            words=words,
            by=acting(cast["vera"]),
            now=clock.now(),
            **what,
        )
        looks = cast["lena" if words == ABOUT_HER else "tom"]
        doing = {"concern": made[words], "by": acting(looks), "now": clock.now()}
        actions.note_concern_step(kind="note", words=f"Step: {words}", **doing)
    return made


def pages_of(client) -> dict[str, str]:
    """Every page she can reach by links from where she signs in."""
    read: dict[str, str] = {}
    ahead = ["/admin/", "/staff/", "/account/"]
    while ahead and len(read) < MOST_PAGES:
        address = ahead.pop(0)
        if address in read or address.startswith(LEAVES):
            continue
        answer = client.get(address)
        if "Location" in answer:
            ahead.append(answer["Location"])
        text = b"".join(answer).decode(errors="replace")
        read[address] = text
        ahead += [found.replace("&amp;", "&") for found in LINK.findall(text)]
    return read


@pytest.mark.parametrize("name", MAY_READ)
def test_no_page_of_anybody_else_says_a_word_of_it(name, cast, files, signed_in):
    client = signed_in(cast[name])
    pages = pages_of(client)
    for text in [*files, WRITTEN_NAME, "Alicexx", "Tessxx", "Concernxx"]:
        part = text[:-2]  # what she typed is shown again
        pages[f"search {part}"] = client.post("/admin/search/", {"text": part}).content.decode()
    said = "\n".join(pages.values())
    assert {words for words in files if words in said} == MAY_READ[name], len(pages)
    assert (WRITTEN_NAME in said) == (ABOUT_A_NAME in MAY_READ[name])
    hidden = set(files) - MAY_READ[name] - {ABOUT_HER}
    assert [words for words in hidden if str(files[words].pk) in said] == []


@pytest.mark.parametrize("name", MAY_READ)
def test_no_address_opens_a_file_that_is_not_hers(name, cast, files, signed_in):
    client = signed_in(cast[name])
    for words, concern in files.items():
        base = f"/admin/referrals/concern/{concern.pk}/"
        doing = ("see", "note-step", "chase", "hand-over", "word-back", "close")
        answers = [client.get(base), *(client.post(f"{base}do/{one}/") for one in doing)]
        opened = {answer.status_code != 404 for answer in answers[:1]}
        assert opened == {words in MAY_READ[name]}
        if words not in MAY_READ[name]:
            assert {answer.status_code for answer in answers} == {404}

"""The two public forms, page by page, as a browser without JavaScript sees them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from pim import clock
from pim.models import Message
from referrals import actions, queries
from referrals.enums import ContactChannel, HeldFor, Purpose, Situation, Source, Status
from referrals.models import Draft, Referral, SafeContact

pytestmark = pytest.mark.django_db

BORN = clock.today() - timedelta(weeks=6)


def date_boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


HER_PAGES = {
    "you": {"called": "Rosa", "age_band": "18_plus"},
    "reach": {
        "ways": ["phone", "email"],
        "phone_number": "07700 900123",
        "voicemail_ok": "no",
        "email": "rosa@post.example",
    },
    "words": {"us": "Robin", "word": "bluebell"},
    "place": {"postcode": "wa72ab"},
    "now": {"situation": "baby", **date_boxes("born_on", BORN)},
    "own-words": {"wish": "I am tired."},
    "fit": {"wishes": ["anxiety"], "formats": ["phone", "out"], "times": []},
    "needs": {"language": "", "access_needs": "Large print"},
    "choices": {"agrees": "on", "messages": "yes", "evaluation": "no"},
}
MIDWIFES_PAGES = {
    "before": {},
    "agreed": {"she_agrees": "yes"},
    "you": {
        "referrer_name": "Mina",
        "role": "midwife",
        "organisation": "Ward 4",
        "work_email": "mina@trust.example",
    },
    "her": {"called": "Rosa", "postcode": "WA7"},
    "reach": {"ways": ["text"], "text_number": "07700 900123"},
    "now": {"situation": "pregnant"},
    "safety": {
        "urgency": "soon",
        "known_risks": "Ring only when he is out.",
        "child_protection": "early_help",
        "others_involved": "The perinatal team",
    },
    "more": {"may_be_told": "yes"},
}


def fill(client, who, pages):
    """Go through the pages as the form leads; returns the address it leads to at the end."""
    address = client.get(f"/refer/{who}/").url
    for page, typed in pages.items():
        assert address == f"/refer/{who}/{page}/"
        response = client.post(address, typed)
        assert response.status_code == 302, (page, errors_of(response))
        address = response.url
    let_time_pass()
    return address


def let_time_pass(minutes=5):
    """She reads, thinks and types; a machine does not."""
    Draft.objects.update(started_at=F("started_at") - timedelta(minutes=minutes))


def errors_of(response) -> list[str]:
    shown = unescape(response.content.decode())
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', shown)


def title_of(response) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)[1])


class TestForYourself:
    def test_from_the_first_page_to_a_reference(self, client, site_a):
        check = fill(client, "yourself", HER_PAGES)
        shown = client.get(check).content.decode()
        assert "07700 900123" in shown
        assert "Leave this box empty" not in shown
        assert not re.search(r"<dd[^>]*>Not given", shown)
        open_still = re.search(r"<p>Not given: (.*?)</p>", shown)[1]
        assert 'href="/refer/yourself/fit/?change=1#div_id_times"' in open_still
        assert "Nobody else" not in shown
        assert "those who look after our other areas read it" in shown
        assert 'href="/what-you-tell-us/">Who else sees' in shown
        sent = client.post(check)
        page = client.get(sent.url).content.decode()
        referral = Referral.objects.get()
        assert f"Your reference<br><strong>{referral.reference}" in page
        assert "We will say it is Robin" in page
        assert (referral.source, referral.site) == (Source.HERSELF, site_a)
        assert (referral.situation, referral.born_on) == (Situation.BABY, BORN)
        assert (referral.wishes, referral.formats) == (["anxiety"], ["phone", "out"])
        assert (referral.parent.called, referral.parent.postcode) == ("Rosa", "WA7 2AB")
        decided = dict(referral.consent_set.values_list("purpose", "given"))
        assert decided == {Purpose.MESSAGES: True, Purpose.EVALUATION: False}
        email = queries.safe_contact(referral, ContactChannel.EMAIL)
        assert (email.address, email.us, email.word) == ("rosa@post.example", "Robin", "bluebell")
        phone = SafeContact.objects.get(is_primary=True)
        assert (phone.address, phone.voicemail_ok) == ("+447700900123", False)
        assert Message.objects.get().notice == actions.RECEIPT

    def test_sent_again_or_gone_back_to_it_is_still_one(self, client, site_a):
        check = fill(client, "yourself", HER_PAGES)
        first = client.post(check).url
        assert client.post(check).url == first
        assert client.get("/refer/yourself/you/").url == first
        assert client.post("/refer/yourself/you/", HER_PAGES["you"]).url == first
        assert Referral.objects.count() == 1
        assert Draft.objects.get().answers is None

    def test_only_a_button_puts_a_new_form_in_the_place_of_the_receipt(self, client, site_a):
        client.post(fill(client, "yourself", HER_PAGES))
        receipt = client.get("/refer/yourself/", follow=True).text
        assert Referral.objects.get().reference in receipt
        assert 'action="/refer/yourself/new/"' in receipt
        assert client.get("/refer/yourself/new/").status_code == 405
        client.post("/refer/yourself/new/")
        assert "Rosa" not in client.get("/refer/yourself/", follow=True).text
        client.post(fill(client, "yourself", HER_PAGES))
        assert Referral.objects.count() == 2

    def test_a_half_filled_form_is_not_begun_anew(self, client, site_a):
        fill(client, "yourself", HER_PAGES)
        client.post("/refer/yourself/new/")
        assert "Rosa" in client.get("/refer/yourself/check/").text

    def test_another_browser_sees_nothing_of_it(self, client, site_a):
        fill(client, "yourself", HER_PAGES)
        other = Client()
        assert other.get("/refer/yourself/check/").url == "/refer/yourself/you/"
        assert other.get("/refer/yourself/sent/").url == reverse("refer")

    def test_a_draft_whose_time_is_over_is_not_shown(self, client, site_a):
        fill(client, "yourself", HER_PAGES)
        Draft.objects.update(expires_at=clock.now())
        assert client.get("/refer/yourself/check/").url == "/refer/yourself/you/"

    @pytest.mark.parametrize(
        ("who", "pages", "lasts"),
        [
            ("yourself", HER_PAGES, timedelta(hours=24)),
            ("someone", MIDWIFES_PAGES, timedelta(minutes=30)),
        ],
    )
    def test_how_long_it_is_kept_counts_from_the_last_page(self, client, site_a, who, pages, lasts):
        check = fill(client, who, pages)
        now = clock.now()
        with clock.standing_at(now + lasts - timedelta(minutes=1)):
            assert client.get(check).status_code == 200
            last_page = f"/refer/{who}/{list(pages)[-1]}/"
            client.post(last_page, pages[list(pages)[-1]])
        with clock.standing_at(now + lasts * 1.5):
            assert "Rosa" in client.get(check).content.decode()
        with clock.standing_at(now + lasts * 2.5):
            assert client.get(check).status_code == 302

    def test_after_a_loss_it_is_gentle_from_there_on(self, client, site_a):
        gentle = {"now": {"situation": "loss"}, "own-words": {}, "suit": {"wishes": ["loss"]}}
        names = ["suit" if name == "fit" else name for name in HER_PAGES]
        pages = {name: gentle.get(name, HER_PAGES.get(name)) for name in names}
        check = fill(client, "yourself", pages)
        assert "so sorry" in client.get("/refer/yourself/own-words/").content.decode()
        assert client.get("/refer/yourself/fit/").url == check
        assert "so sorry" in client.get(client.post(check).url).content.decode()
        referral = Referral.objects.get()
        assert (referral.situation, referral.wishes) == (Situation.LOSS, ["loss"])

    def test_her_words_stay_when_she_changes_to_a_loss(self, client, site_a):
        fill(client, "yourself", HER_PAGES | {"own-words": {"wish": "Please ring slowly"}})
        client.post("/refer/yourself/now/?change=1", {"situation": "loss"})
        check = client.post("/refer/yourself/suit/?change=1", {}).url
        assert "Please ring slowly" in client.get(check).content.decode()

    def test_without_texts_or_e_mails_we_do_not_ask_about_them(self, client, site_a):
        reach = {"ways": ["phone"], "phone_number": "07700 900123", "voicemail_ok": "yes"}
        choices = {"agrees": "on", "evaluation": "yes"}
        fill(client, "yourself", HER_PAGES | {"reach": reach, "choices": choices})
        client.post("/refer/yourself/check/")
        purposes = Referral.objects.get().consent_set.values_list("purpose", flat=True)
        assert list(purposes) == [Purpose.EVALUATION]
        assert not Message.objects.exists()

    def test_a_no_to_the_only_safe_way_is_asked_about_and_can_be_solved(self, client, site_a):
        pages = {name: HER_PAGES[name] for name in list(HER_PAGES)[:-1]}
        choices = {"agrees": "on", "messages": "no", "evaluation": "no"}
        at = fill(
            client, "yourself", pages | {"reach": {"ways": ["email"], "email": "r@p.example"}}
        )
        page = client.post(at, choices)
        assert errors_of(page)[0].startswith("You said e-mail is the only safe way. Without a yes")
        reach = "/refer/yourself/reach/?change=1"
        assert f'href="{reach}"' in page.text
        client.post(reach, HER_PAGES["reach"])
        assert client.post(at, choices).url == "/refer/yourself/check/"

    def test_texts_go_to_the_phone_unless_she_says_otherwise(self, client, site_a):
        reach = {
            "ways": ["phone", "text"],
            "phone_number": "07700 900123",
            "voicemail_ok": "yes",
        }
        client.post(fill(client, "yourself", HER_PAGES | {"reach": reach}))
        addresses = SafeContact.objects.values_list("channel", "is_primary")
        assert sorted(addresses) == [("phone", True), ("text", False)]
        assert {contact.address for contact in SafeContact.objects.all()} == {"+447700900123"}

    def test_nobody_is_refused_for_giving_no_postcode(self, client, site_a):
        client.post(fill(client, "yourself", HER_PAGES | {"place": {"postcode": ""}}))
        assert Referral.objects.get().site is None

    def test_a_machine_is_thanked_and_held_back(self, client, site_a):
        you = HER_PAGES["you"] | {"homepage": "spam"}
        sent = client.post(fill(client, "yourself", HER_PAGES | {"you": you})).url
        held = Referral.objects.get()
        assert (held.held_for, Message.objects.count()) == (HeldFor.TRAP, 0)
        assert held.reference in client.get(sent).content.decode()

    def test_faster_than_a_person_is_held_back(self, client, site_a):
        check = fill(client, "yourself", HER_PAGES)
        let_time_pass(minutes=-5)
        client.post(check)
        assert Referral.objects.get().held_for == HeldFor.TOO_FAST

    def test_a_service_without_programmes_says_so_and_loses_nothing(self, client, db):
        check = fill(client, "yourself", HER_PAGES)
        response = client.post(check)
        assert "Please ring us" in response.content.decode()
        assert client.get(check).status_code == 200


class TestForSomeone:
    def test_from_the_warning_to_a_reference_and_a_copy(self, client, site_a):
        sent = client.post(fill(client, "someone", MIDWIFES_PAGES)).url
        referral = Referral.objects.get()
        assert referral.reference in client.get(sent).content.decode()
        copy = client.get("/refer/someone/copy/").content.decode()
        assert referral.reference in copy
        assert "Rosa" not in copy
        assert site_a.programme.name not in copy
        assert site_a.phone in copy
        assert "Someone at home may read them" in copy
        assert (referral.source, referral.status) == (Source.PROFESSIONAL, Status.RECEIVED)
        assert referral.referrer_may_be_told
        assert referral.known_risks == "Ring only when he is out."
        assert referral.others_involved == "The perinatal team"
        assert (referral.urgency, referral.child_protection) == ("soon", "early_help")
        assert f"by {date_format(queries.first_call_due_on(referral), 'l j F')}" in copy
        assert referral.referrer.email == "mina@trust.example"
        assert not queries.agreed_herself(referral)
        assert Message.objects.get().notice == actions.REFERRER_RECEIPT

    def test_a_no_stops_kindly(self, client, site_a):
        client.post("/refer/someone/before/")
        response = client.post("/refer/someone/agreed/", {"she_agrees": "no"}, follow=True)
        page = response.content.decode()
        assert "You could say to her" in page
        assert "Continue" not in page
        client.post("/refer/someone/not-now/")
        assert client.get("/refer/someone/you/").url == "/refer/someone/not-now/"
        response = client.post("/refer/someone/agreed/", {"she_agrees": "yes"})
        assert response.url == "/refer/someone/you/"

    def test_a_no_does_not_stand_in_the_way_of_the_next_one(self, client, site_a):
        fill(client, "someone", MIDWIFES_PAGES)
        stopped = client.post("/refer/someone/agreed/", {"she_agrees": "no"}, follow=True)
        assert 'action="/refer/someone/another/"' in stopped.text
        assert set(Draft.objects.get().answers["pages"]) == {"before", "agreed"}

        assert client.post("/refer/someone/another/").url == "/refer/someone/before/"
        client.post("/refer/someone/before/")
        assert client.get("/refer/someone/").url == "/refer/someone/agreed/"

        client.post("/refer/someone/agreed/", {"she_agrees": "no"})
        assert client.get("/refer/someone/").url == "/refer/someone/before/"

    def test_the_next_one_begins_with_an_empty_form(self, client, site_a):
        client.post(fill(client, "someone", MIDWIFES_PAGES))
        client.post(fill(client, "someone", MIDWIFES_PAGES))
        assert Referral.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_send_one(client, site_a):
    check = fill(client, "yourself", HER_PAGES)

    def click(_):
        again = Client()
        again.cookies = client.cookies
        try:
            return again.post(check).url
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(click, range(8))) == {"/refer/yourself/sent/"}
    assert (Referral.objects.count(), Message.objects.count()) == (1, 1)


LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("at", "typed", "sentence"),
    [
        ("you", {"called": LONG, "age_band": "18_plus"}, "120 characters or fewer"),
        ("you", {"called": "", "age_band": "18_plus"}, "Enter what we should call you"),
        ("you", {"called": "Rosa", "age_band": "99"}, "Choose one of the answers"),
        ("reach", {}, "Choose at least one safe way"),
        ("reach", {"ways": ["phone"]}, "Enter the phone number"),
        (
            "reach",
            {"ways": ["phone"], "phone_number": "07700 900123"},
            "Choose whether we may leave a voicemail",
        ),
        (
            "reach",
            {"ways": ["phone"], "phone_number": "12"},
            "Enter a phone number, like 07700 900123",
        ),
        ("reach", {"ways": ["text"]}, "Enter the number for texts"),
        ("reach", {"ways": ["email"], "email": "rosa@"}, "Enter an e-mail address in the right"),
        ("reach", {"ways": ["letter"]}, "Enter the address for letters"),
        (
            "words",
            {"us": "You won: win.example/me"},
            "Use only letters and spaces, without a web address",
        ),
        (
            "words",
            {"word": "mail other@post.example"},
            "Use only letters and spaces, without a web address",
        ),
        ("place", {"postcode": "nowhere"}, "Enter a UK postcode"),
        ("now", {}, "Choose which of these is you"),
        (
            "now",
            {"situation": "baby", "born_on_day": 31, "born_on_month": 2, "born_on_year": 2026},
            "31 February is not a real date",
        ),
        ("now", {"situation": "baby"}, "Enter your baby’s birthday"),
        (
            "now",
            {"situation": "baby", **date_boxes("born_on", clock.today() + timedelta(days=2))},
            "A birthday cannot be in the future",
        ),
        (
            "now",
            {"situation": "pregnant", **date_boxes("due_on", clock.today() + timedelta(1095))},
            "more than 10 months away",
        ),
        ("choices", {"messages": "yes", "evaluation": "yes"}, "Tick the box if you want us"),
        ("choices", {"agrees": "on"}, "Choose whether we may send you texts or e-mails"),
    ],
)
def test_an_error_is_named_and_what_was_typed_stays(client, site_a, at, typed, sentence):
    before = {name: HER_PAGES[name] for name in list(HER_PAGES)[: list(HER_PAGES).index(at)]}
    fill(client, "yourself", before)
    response = client.post(f"/refer/yourself/{at}/", typed)
    shown = unescape(response.content.decode())
    assert sentence in shown
    assert "There is a problem" in shown
    assert title_of(response).startswith("Error: ")
    for value in typed.values():
        for one in value if isinstance(value, list) else [value]:
            assert str(one) == "99" or str(one) == "" or str(one) in shown


@pytest.mark.parametrize("name", ["👩‍🍼 Zoë", "<script>alert(1)</script>", "Ro\x00sa", "‮Rosa"])
def test_odd_names_are_kept_as_they_are(client, site_a, name):
    pages = HER_PAGES | {"you": {"called": name, "age_band": "18_plus"}}
    client.post(fill(client, "yourself", pages))
    assert Referral.objects.get().parent.called == name.replace("\x00", "")
    assert "<script>alert" not in client.get("/refer/yourself/sent/").content.decode()


def test_a_forged_cookie_opens_nothing(client, site_a):
    client.cookies["form-yourself"] = "4e6f7420-7265-616c-6c79-20612064726166"
    assert client.get("/refer/yourself/check/").url == "/refer/yourself/you/"


GIVEAWAYS = re.compile(
    r"depress|anxi|mental|mood|perinatal|bab(y|ies)|\bmums?\b|mother|pregnan|birth|midwi|"
    r"volunt|support|wellbeing|feel|sad|loss|lost|referr",
    re.IGNORECASE,
)


def test_no_title_and_no_part_of_her_paths_gives_anything_away(client, site_a):
    titles = []
    for page, typed in HER_PAGES.items():
        address = f"/refer/yourself/{page}/"
        titles.append(title_of(client.get(address)))
        client.post(address, typed)
        assert not GIVEAWAYS.search(page)
    titles.append(title_of(client.get("/refer/yourself/check/")))
    client.post("/refer/yourself/check/")
    titles.append(title_of(client.get("/refer/yourself/sent/")))
    assert len(set(titles)) == len(HER_PAGES) + 2
    assert [title for title in titles if GIVEAWAYS.search(title)] == []

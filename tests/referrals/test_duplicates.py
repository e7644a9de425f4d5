"""Who may be the same person, and why; side by side, and one button."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.access.encryption import blind_index
from pim.models import AuditEvent
from referrals import actions, queries
from referrals.arrivals import NewContact
from referrals.enums import ClosedReason, ContactChannel, Wish
from referrals.models import Parent, Referral, SafeContact
from referrals.queries.duplicates import SIMILAR_NAME_SQL
from referrals.today import duplicates
from tests.referrals.arriving import HER_EMAIL, HER_PHONE, HER_TEXT, HERS, receive

pytestmark = pytest.mark.django_db

DUE = date(2027, 2, 10)
SYLLABLES = [first + then for first in "bdfglmnprst" for then in ("a", "el", "i", "o")]
OTHER_PHONE = NewContact(ContactChannel.PHONE, "+447700900999")


def somebody(called, *, ways=(OTHER_PHONE,), postcode="WA7", **asked):
    person = replace(HERS.parent, called=called, postcode=postcode)
    return receive(parent=person, contacts=ways, asked=replace(HERS.asked, **asked))


def why(user, referral) -> dict[str, list[str]]:
    found = queries.possible_duplicates(user, referral)
    return {one.other.parent.called: one.why for one in found}


def compare(one, other) -> str:
    return reverse("compare-referrals", args=[one.pk, other.pk])


class TestWhy:
    def test_an_equal_number_or_address_live_or_ended_on_any_channel(self, alice):
        known = somebody("Mina", ways=[HER_PHONE, HER_EMAIL])
        by_text = replace(HER_TEXT, address=HER_PHONE.address)
        new = somebody("Rosa", ways=[by_text, replace(HER_EMAIL, address="ROSA@post.example")])
        expected = {"Mina": ["same e-mail address", "same phone number"]}
        assert {name: sorted(told) for name, told in why(alice, new).items()} == expected
        SafeContact.objects.filter(parent=known.parent).update(ended_at=clock.now())
        assert {name: sorted(told) for name, told in why(alice, new).items()} == expected

    @pytest.mark.parametrize(
        ("days", "told"),
        [
            (0, "similar name, and due or born on the same day"),
            (7, "similar name, and due or born within a week"),
            (-14, "similar name, and due or born within two weeks"),
            (15, None),
        ],
    )
    def test_a_similar_name_tells_only_with_a_date_close_by(self, alice, days, told):
        somebody("Ayesha", ways=[HER_PHONE], born_on=DUE + timedelta(days=days))
        found = why(alice, somebody("Aisha", due_on=DUE))
        assert found == ({"Ayesha": [told]} if told else {})

    @pytest.mark.parametrize(
        ("called", "postcode", "told"),
        [("Sarah", "WA7", 1), ("Saranya", "WA7", 0), ("Sara", "WA8", 0)],
    )
    def test_only_what_is_likely_is_put_before_her_unasked(self, alice, called, postcode, told):
        somebody("Sara", ways=[HER_PHONE], postcode=postcode, due_on=DUE)
        new = somebody(called, due_on=DUE)
        assert len(why(alice, new)) == 1
        assert len(duplicates.maybe_the_same(alice, clock.now())) == told

    def test_or_with_the_same_whole_postcode(self, alice):
        somebody("Aisha", ways=[HER_PHONE], postcode="WA7 2AB")
        somebody("Aisha B", ways=[HER_EMAIL], postcode="WA7 2AD")
        found = why(alice, somebody("Aisha", postcode="WA7 2AB"))
        assert found == {"Aisha": ["same name, and the same postcode"]}

    def test_an_unlike_name_with_the_same_date_is_nobody(self, alice):
        somebody("Mina", ways=[HER_PHONE], due_on=DUE)
        assert why(alice, somebody("Rosa", due_on=DUE)) == {}

    def test_one_a_person_the_open_one_and_never_what_was_not_real(self, alice):
        spam = somebody("Spam", ways=[HER_PHONE])
        Referral.objects.filter(pk=spam.pk).update(
            status="closed", closed_at=clock.now(), closed_reason=ClosedReason.NOT_GENUINE
        )
        early, late = receive(), receive()
        actions.merge(referral=early, into=late, by=acting(alice), now=clock.now())
        (found,) = queries.possible_duplicates(alice, receive())
        assert found.other == early


def test_what_she_may_not_see_is_never_hinted_at(alice, charlie, signed_in, site_b):
    hers, elsewhere = receive(), receive(parent=replace(HERS.parent, postcode="E6 1AA"))
    assert elsewhere.site == site_b
    assert why(alice, hers) == why(charlie, elsewhere) == {}
    assert duplicates.maybe_the_same(alice, clock.now()) == []
    assert signed_in(alice).get(compare(hers, elsewhere)).status_code == 404
    assert signed_in(charlie).get(compare(elsewhere, hers)).status_code == 404


def test_three_queries_for_one_or_for_a_page(alice, django_assert_num_queries):
    new = [receive() for _ in range(4)]
    Referral.objects.visible_to(alice)  # asks once for a request who she is
    for some in (new[:1], new):
        with django_assert_num_queries(3):
            found = queries.possible_duplicates_of(alice, some)
        assert [len(found[one.pk]) for one in some] == [3] * len(some)


def test_names_are_found_by_their_index(alice):
    """Among as many women as a programme has, and with what PostgreSQL then knows of them."""
    hers = receive()
    others = [Parent(called=f"{first}{last}") for first in SYLLABLES for last in SYLLABLES]
    Parent.objects.bulk_create(others)
    shared = ("site", "programme", "asked_at", "status_since")
    like_hers = {name: getattr(hers, name) for name in shared}
    Referral.objects.bulk_create(
        Referral(parent=she, reference=f"X{number:05}", **like_hers)
        for number, she in enumerate(others)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Parent._meta.db_table}, {Referral._meta.db_table}")
        cursor.execute(f"EXPLAIN {SIMILAR_NAME_SQL}", [[hers.pk]])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "parent_called_search" in plan, plan


class TestOnScreen:
    def test_from_today_to_one_record(self, alice, signed_in):
        older, newer = receive(), receive(parent=replace(HERS.parent, called="Rosie"))
        client = signed_in(alice)
        (row,) = duplicates.maybe_the_same(alice, clock.now())
        assert row.url == compare(older, newer)
        assert row.detail.startswith("Same e-mail address; same phone number; similar name, and")
        assert "Maybe the same person" in client.get("/admin/referrals/referral/").content.decode()
        record = reverse("admin:referrals_referral_change", args=[newer.pk])
        assert compare(newer, older) in client.get(record).content.decode()

        shown = client.get(row.url).content.decode()
        assert f"{older.reference} goes on. {newer.reference} closes" in shown
        assert shown.index("Rosie") < shown.index("What is the same")
        assert AuditEvent.objects.filter(action="referral.viewed").count() == 3
        kept = client.post(row.url, follow=True).content.decode()
        assert "They are one person now." in kept and "also called Rosie" in kept
        assert newer.reference in kept
        assert f"Go to {older.reference}" in client.get(record).content.decode()
        assert "one person’s already" in client.get(row.url, follow=True).content.decode()
        assert duplicates.maybe_the_same(alice, clock.now()) == []

    def test_one_with_many_alike_is_one_row_and_all_rows_have_a_page(self, alice, signed_in, dana):
        first, second, *_ = [receive(now=clock.now() + timedelta(hours=n)) for n in range(4)]
        (row,) = duplicates.maybe_the_same(alice, clock.now())
        assert row.text == f"Rosa, {first.reference} and Rosa, {second.reference} and 2 more"
        assert compare(first, second) in signed_in(alice).get(row.url).content.decode()
        for place in range(11):
            ways = [replace(HER_PHONE, address=f"+4477009005{place:02}")]
            somebody(f"Pair {place}", ways=ways), somebody(f"Pair {place}", ways=ways)
        desk = signed_in(alice)
        assert '<a href="/admin/same-person/">' in desk.get("/admin/").content.decode()
        assert desk.get("/admin/same-person/").content.decode().count("Pair 10") == 2
        assert signed_in(dana).get("/admin/same-person/").status_code == 404

    def test_what_she_wished_on_the_other_form_is_still_read(self, alice, signed_in):
        said = replace(HERS.asked, wish="To go out again", wishes=["twins", "alone"])
        one, other = receive(), receive(asked=said)
        Referral.objects.filter(pk=one.pk).update(wish="Somebody to talk to", wishes=["alone"])
        actions.merge(referral=other, into=one, by=acting(alice), now=clock.now())
        record = reverse("admin:referrals_referral_change", args=[one.pk])
        shown = signed_in(alice).get(record).content.decode()
        merged_in = shown[shown.index("She also said") :].partition("</section>")[0]
        assert "To go out again" in merged_in
        assert Wish.TWINS.label in merged_in and Wish.ALONE.label not in merged_in

    def test_a_refusal_is_a_sentence_on_the_page(self, alice, signed_in):
        one, other = receive(), receive()
        Referral.objects.filter(pk=other.pk).update(held_for="trap")
        shown = signed_in(alice).post(compare(one, other), follow=True).content.decode()
        assert "One of them is held back." in shown

    def test_two_people_told_apart_are_not_asked_about_again(self, alice, signed_in):
        first, second = somebody("Mina", due_on=DUE), somebody("Mina", ways=[HER_PHONE], due_on=DUE)
        third = somebody("Rosa", ways=[HER_PHONE])
        desk = signed_in(alice)
        for _ in range(2):
            desk.post(compare(second, third), {"apart": "yes"})
        assert why(alice, second) == {"Mina": ["same name, and due or born on the same day"]}
        assert why(alice, third) == {}
        assert second.parent != third.parent
        noted = AuditEvent.objects.filter(action="referral.told_apart")
        assert {event.target_id for event in noted} == {str(second.pk), str(third.pk)}
        assert list(why(alice, first)) == ["Mina"]

    def test_what_was_called_unsafe_on_one_is_to_be_asked(self, alice, signed_in):
        one, other = receive(), receive()
        way = queries.safe_contact(one, ContactChannel.PHONE)
        actions.end_safe_contact(contact=way, by=acting(alice), now=clock.now())
        shown = signed_in(alice).post(compare(one, other), follow=True).content.decode()
        assert "Ask her about these ways" in shown and "07700 900123" in shown


def test_the_name_on_the_other_record_still_finds_her(alice):
    one, other = receive(), receive(parent=replace(HERS.parent, called="Philomena"))
    actions.merge(referral=other, into=one, by=acting(alice), now=clock.now())
    assert set(queries.found(alice, "philo")) == {one, other}


TYPED = ["07700900266", "07700 900 266", "+447700900266", "0044 7700 900266", "(07700) 900-266"]


@pytest.mark.parametrize("typed", TYPED)
def test_a_number_is_found_however_it_was_typed_then_and_now(alice, typed):
    kept = [receive(contacts=[replace(HER_PHONE, address=one)]) for one in (TYPED[0], TYPED[3])]
    assert set(queries.found(alice, typed)) == set(kept)
    ((first, *_),) = why(alice, kept[0]).values()
    assert first == "same phone number"


def test_numbers_kept_as_they_were_typed_are_put_right(alice):
    hers = receive()
    raw = {"address": "07700 900266", "address_index": blind_index("07700 900266")}
    SafeContact.objects.filter(channel=ContactChannel.PHONE).update(**raw)
    assert not queries.found(alice, "07700900266").exists()
    import_module("referrals.migrations.0013_numbers_as_e164").as_e164(apps, None)
    assert list(queries.found(alice, "07700900266")) == [hers]
    assert queries.safe_contact(hers, ContactChannel.PHONE).address == "+447700900266"
    assert queries.safe_contact(hers, ContactChannel.EMAIL).address == "rosa@post.example"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("07700 900", "type the whole of it"),
        ("rosa@", "type the whole of it"),
        ("Nobody", "Nothing found that you may see.</p>"),
    ],
)
def test_a_part_of_a_number_is_said_to_find_nothing(alice, signed_in, typed, told):
    receive()
    client = signed_in(alice)
    shown = client.post("/admin/search/", {"text": typed}).content.decode()
    assert told in shown and "/admin/referrals/" not in shown.partition("<h1")[2]
    assert client.get("/admin/search/", {"text": "Rosa"}).content.decode().count("Rosa") == 0

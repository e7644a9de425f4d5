"""Two records of one person become one, and nothing anybody wrote is lost."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.errors import DomainError
from pim.models import AuditEvent, Message
from referrals import actions, consent, queries
from referrals.enums import (
    ChildProtection,
    ClosedReason,
    ContactChannel,
    ContactOutcome,
    Means,
    Purpose,
    RequestKind,
    RequestOutcome,
    Situation,
    Status,
    Urgency,
)
from referrals.lifecycle import move
from referrals.models import (
    CheckIn,
    Concern,
    HerRequest,
    Parent,
    Referral,
    SafeContact,
    Triage,
)
from tests import factories as make
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_EMAIL, HER_PHONE, HER_TEXT, HERS, receive

pytestmark = pytest.mark.django_db

NOW = clock.now()
LONG_AGO, LATELY = NOW - timedelta(days=9), NOW - timedelta(days=2)


def merge(one, other, user, now=None):
    return actions.merge(referral=one, into=other, by=acting(user), now=now or NOW)


def live(referral) -> set[tuple[str, str]]:
    return {(way.channel, way.address) for way in queries.safe_contacts(referral)}


@pytest.fixture
def pair(alice):
    """Two open ones of site A: the midwife's, nine days old, and her own of two days ago."""
    older = receive(FROM_A_MIDWIFE, now=LONG_AGO, contacts=[HER_PHONE])
    newer = receive(now=LATELY, contacts=[HER_EMAIL, HER_TEXT])
    return older, newer


class TestWhichGoesOn:
    def test_the_newer_closes_as_the_duplicate_of_the_older(self, pair, alice):
        older, newer = pair
        stays = merge(older, newer, alice)
        newer.refresh_from_db()
        assert (stays, newer.duplicate_of, newer.parent) == (older, older, older.parent)
        assert (newer.closed_reason, stays.status) == (ClosedReason.DUPLICATE, Status.RECEIVED)
        assert Parent.objects.get(merged_into=older.parent).called == "Rosa"

    def test_one_that_is_accepted_goes_on_with_the_clock_of_the_earlier_asking(self, pair, alice):
        older, newer = pair
        move(newer, Status.WAITING, by=acting(alice), now=NOW)
        stays = merge(newer, older, alice)
        assert (stays, stays.asked_at) == (newer, LONG_AGO)

    def test_whoever_was_rung_on_either_is_new_no_more(self, pair, alice):
        older, newer = pair
        rung = {"channel": ContactChannel.PHONE, "outcome": ContactOutcome.SPOKE}
        actions.log_contact_attempt(referral=newer, **rung, by=acting(alice), now=NOW)
        stays = merge(newer, older, alice)
        assert (stays.status, queries.has_spoken(stays)) == (Status.IN_CONTACT, True)

    def test_where_one_is_closed_she_came_back_and_both_stay(self, pair, alice):
        older, newer = pair
        actions.close(
            referral=older, reason=ClosedReason.DECLINED_BY_HER, by=acting(alice), now=NOW
        )
        stays = merge(older, newer, alice)
        older.refresh_from_db()
        assert (stays, older.parent, older.duplicate_of) == (newer, newer.parent, None)
        assert older.closed_reason == ClosedReason.DECLINED_BY_HER
        assert list(queries.other_referrals(alice, newer)) == [older]
        assert live(newer) == {("email", HER_EMAIL.address), ("text", HER_TEXT.address)}


class TestRefusals:
    def refused(self, one, other, alice) -> str:
        before = list(Referral.objects.order_by("pk").values())
        with pytest.raises(DomainError) as told:
            merge(one, other, alice)
        assert list(Referral.objects.order_by("pk").values()) == before
        return str(told.value)

    def test_both_with_a_volunteer(self, pair, alice):
        for one in pair:
            move(one, Status.WAITING, by=acting(alice), now=NOW)
            move(one, Status.MATCHED, by=acting(alice), now=NOW)
        assert self.refused(*pair, alice).startswith("Both have a volunteer.")

    def test_one_that_may_not_be_real(self, pair, alice):
        Referral.objects.filter(pk=pair[1].pk).update(held_for="trap")
        assert "held back" in self.refused(*pair, alice)

    def test_herself_and_another_programme(self, pair, alice):
        assert "same one" in self.refused(pair[0], pair[0], alice)
        elsewhere = receive()

        Referral.objects.filter(pk=elsewhere.pk).update(
            programme=make.ProgrammeFactory(), site=None
        )
        assert "different programmes" in self.refused(pair[0], elsewhere, alice)

    def test_a_third_one_that_is_open(self, pair, alice):
        older, newer = pair
        actions.close(referral=older, reason=ClosedReason.MOVED_AWAY, by=acting(alice), now=NOW)
        back = receive(now=NOW)
        merge(older, back, alice)
        assert "another open referral" in self.refused(older, newer, alice)


class TestWaysToReachHer:
    def test_they_move_over_and_the_first_stays_the_first(self, pair, alice):
        SafeContact.objects.update(confirmed_at=NOW)
        stays = merge(*pair, alice)
        assert live(stays) == {
            (way.channel, way.address) for way in (HER_PHONE, HER_EMAIL, HER_TEXT)
        }
        assert queries.safe_contacts(stays)[0].address == HER_PHONE.address

    def test_what_only_one_form_says_is_not_used_before_she_is_asked(self, alice):
        """Whoever knows her number can send a form with an address of his own."""
        hers = receive(contacts=[HER_PHONE, HER_EMAIL], now=LONG_AGO)
        his = receive(contacts=[HER_PHONE, replace(HER_EMAIL, address="his@post.example")])
        stays = merge(hers, his, alice)
        assert live(stays) == {("phone", HER_PHONE.address)}
        asked = {way.address for way in queries.ways_to_ask_about(stays)}
        assert asked == {HER_EMAIL.address, "his@post.example"}

    def test_where_nothing_is_sure_those_of_the_one_that_goes_on_are_used(self, pair, alice):
        assert live(merge(*pair, alice)) == {("phone", HER_PHONE.address)}

    def test_no_address_stands_there_twice_and_the_careful_answer_counts(self, pair, alice):
        SafeContact.objects.update(confirmed_at=NOW)
        older, newer = pair
        twin = replace(HER_PHONE, voicemail_ok=True, best_times="after two", word="other")
        actions.add_safe_contact(referral=newer, new=twin, by=acting(alice), now=NOW)
        phone = queries.safe_contact(merge(older, newer, alice), ContactChannel.PHONE)
        assert len(live(older)) == len(queries.safe_contacts(older)) == 3
        assert (phone.voicemail_ok, phone.best_times, phone.word) == (
            False,
            "after two",
            "bluebell",
        )

    @pytest.mark.parametrize("ended_on", [0, 1])
    def test_one_called_unsafe_on_either_record_stays_ended(self, pair, alice, ended_on):
        SafeContact.objects.update(confirmed_at=NOW)
        for referral in pair:
            actions.add_safe_contact(referral=referral, new=HER_TEXT, by=acting(alice), now=NOW)
        for way in SafeContact.objects.filter(parent=pair[ended_on].parent, channel="text"):
            actions.end_safe_contact(contact=way, by=acting(alice), now=NOW)
        stays = merge(*pair, alice, now=NOW + timedelta(hours=1))
        assert HER_TEXT.address not in {address for _, address in live(stays)}
        assert [way.address for way in queries.ways_to_ask_about(stays)] == [HER_TEXT.address] * (
            1 if ended_on else 2
        )

    def test_one_replaced_by_the_same_number_is_not_unsafe(self, pair, alice):
        SafeContact.objects.update(confirmed_at=NOW)
        older, newer = pair
        phone = queries.safe_contact(older, ContactChannel.PHONE)
        actions.update_safe_contact(contact=phone, to=HER_PHONE, by=acting(alice), now=NOW)
        actions.add_safe_contact(referral=newer, new=HER_PHONE, by=acting(alice), now=NOW)
        stays = merge(older, newer, alice, now=NOW + timedelta(hours=1))
        assert ("phone", HER_PHONE.address) in live(stays)
        assert not queries.ways_to_ask_about(stays)


class TestWhatSheSaid:
    def test_her_own_yes_and_her_later_decisions_count(self, pair, alice):
        older, newer = pair
        actions.record_consent(
            referral=older,
            purpose=Purpose.EVALUATION,
            given=True,
            means=Means.BY_PHONE,
            by=acting(alice),
            now=NOW,
        )
        stays = merge(older, newer, alice)
        assert queries.agreed_herself(stays)
        assert consent.has_given(stays, Purpose.MESSAGES)  # only said on the newer form
        assert consent.has_given(stays, Purpose.EVALUATION)  # the newer form's no is the older word
        said = consent.latest(stays, Purpose.MESSAGES)
        assert (said.at, said.means, said.actor_kind) == (LATELY, Means.ON_SCREEN, HERSELF.kind)
        copied = AuditEvent.objects.get(action="referral.consent_copied")
        assert (copied.codes["purpose"], copied.codes["means"]) == ("messages", "on_screen")

    def test_a_word_to_one_referrer_is_no_word_to_another(self, pair, alice):
        second = receive(FROM_A_MIDWIFE, now=NOW)
        yes = {"purpose": Purpose.REFERRER, "given": True, "means": Means.BY_PHONE}
        actions.record_consent(referral=second, **yes, by=acting(alice), now=NOW)
        stays = merge(pair[0], second, alice)
        assert consent.latest(stays, Purpose.REFERRER) is None

    def test_a_loss_stays_a_loss_and_the_graver_status_and_urgency_count(self, pair, alice):
        older, newer = pair
        rows = Referral.objects.filter(pk=newer.pk)
        rows.update(situation=Situation.LOSS, urgency=Urgency.SOON, child_protection="plan")
        stays = merge(older, newer, alice)
        assert (stays.situation, stays.urgency) == (Situation.LOSS, Urgency.SOON)
        assert stays.child_protection == ChildProtection.PLAN

    def test_risks_and_who_is_involved_are_added_to_under_the_other_reference(self, alice):
        risk = replace(HERS.asked, known_risks="He reads her post.", others_involved="Dr Ali")
        own = replace(HERS.asked, known_risks="Ring before noon.")
        older, newer = receive(asked=own, now=LONG_AGO), receive(asked=risk, now=LATELY)
        stays = merge(older, newer, alice)
        assert stays.known_risks == (
            f"Ring before noon.\n\nFrom {newer.reference}:\nHe reads her post."
        )
        assert stays.others_involved == "Dr Ali"


def test_what_is_still_to_be_done_goes_over(pair, alice):
    older, newer = pair
    for kind in (RequestKind.RING, RequestKind.END):
        HerRequest.objects.create(referral=newer, kind=kind, words=f"new {kind}", made_at=LATELY)
    HerRequest.objects.create(referral=older, kind="ring", words="old ring", made_at=NOW)
    CheckIn.objects.create(referral=newer, asked_at=LATELY, answer="ring", answered_at=NOW)
    worry = actions.raise_concern(
        kind="for_her",
        urgency="same_day",
        words="A worry.",
        referral=newer,
        by=acting(alice),
        now=NOW,
    )
    queued = Message.objects.about(newer.pk).waiting().count()
    stays = merge(older, newer, alice)
    asked = {one.kind: one for one in HerRequest.objects.filter(referral=stays, outcome="")}
    assert set(asked) == {"ring", "end"}
    assert (asked["ring"].words, asked["ring"].made_at) == ("old ring\n\nnew ring", LATELY)
    assert HerRequest.objects.get(referral=newer).outcome == RequestOutcome.JOINED
    assert CheckIn.objects.get().referral == stays
    assert Concern.objects.get(pk=worry.pk).referral == stays
    assert queued and Message.objects.about(newer.pk).waiting().count() == 0


def test_a_first_call_on_the_duplicate_is_not_made_again(pair, alice):
    older, newer = pair
    Triage.objects.create(referral=older, gp="Dr Green", needs="Sleep", red_flags=["abuse"])
    said = {"gp": "Dr Blue", "address": "1 Lane", "needs": "Company", "red_flags": ["harm_self"]}
    Triage.objects.create(referral=newer, saved_at=NOW, saved_by=alice, **said)
    call = Triage.objects.get(referral=merge(older, newer, alice))
    assert (call.gp, call.address, call.saved_by) == ("Dr Green", "1 Lane", alice)
    assert call.needs == f"Sleep\n\nFrom {newer.reference}:\nCompany"
    assert call.red_flags == ["abuse", "harm_self"]
    assert Triage.objects.get(referral=newer).gp == "Dr Blue"


def test_no_word_opens_her_page_until_a_person_sets_a_new_one(pair, alice):
    """One of the two forms may be somebody else's, who picked a word to read the other."""
    for referral in pair:
        actions.set_secret_word(holder=referral.parent, word="marmalade", by=HERSELF, now=NOW)
    stays = merge(*pair, alice)
    assert queries.secret_word_state(stays.parent) == "none"
    for referral in (stays, Referral.objects.get(duplicate_of=stays)):
        with pytest.raises(DomainError, match="ring"):
            actions.pick_secret_word(referral=referral, word="treacle", by=HERSELF, now=NOW)
    actions.set_secret_word(holder=stays.parent, word="treacle", by=acting(alice), now=NOW)
    assert actions.try_secret_word(holder=stays.parent, word="treacle", now=NOW)


def test_pressed_twice_it_is_one_merge(pair, alice):
    assert merge(*pair, alice) == merge(*reversed(pair), alice)
    assert AuditEvent.objects.filter(action=queries.MERGED).count() == 1


def test_every_value_typed_in_either_can_be_found_again(alice, site_a):
    """All of both forms filled in differently: each answer is still on a row of her own."""
    forms = [_everything("one", 0), _everything("two", 1)]
    first, second = (receive(form, now=NOW + timedelta(minutes=n)) for n, form in enumerate(forms))
    typed = [value for form in forms for value in _values(form)]
    stays = merge(first, second, alice)
    kept = _kept(stays)
    assert len(typed) > 40
    assert [value for value in typed if not any(value in text for text in kept)] == []


def _everything(tag: str, n: int):
    parent = replace(
        HERS.parent,
        called=f"Rosa {tag}",
        postcode=f"WA7 {n + 2}AB",
        language=f"tongue {tag}",
        access_needs=f"needs {tag}",
        age_band=("18_plus", "16_17")[n],
    )
    ways = [
        replace(HER_PHONE, address=f"+44770090011{n}", best_times=f"times {tag}", word=f"w{tag}"),
        replace(HER_EMAIL, address=f"{tag}@post.example", us=f"us {tag}"),
    ]
    asked = replace(
        HERS.asked,
        situation=("pregnant", "baby")[n],
        due_on=date(2027, 1, 3 + n),
        born_on=date(2026, 1, 3 + n),
        wish=f"wish {tag}",
        wishes=[("birth", "twins")[n]],
        formats=[("phone", "home")[n]],
        times=[("evening", "weekend")[n]],
        known_risks=f"risk {tag}",
        others_involved=f"others {tag}",
        child_protection=("plan", "none")[n],
        urgency=("soon", "ordinary")[n],
    )
    return replace(
        FROM_A_MIDWIFE,
        parent=parent,
        contacts=ways,
        asked=asked,
        referrer=replace(
            FROM_A_MIDWIFE.referrer,
            name=f"Mina {tag}",
            organisation=f"Ward {tag}",
            email=f"mina.{tag}@trust.example",
            phone=f"+44770090022{n}",
        ),
    )


def _values(part) -> list[str]:
    """Every answer of a form, however deep."""
    if hasattr(part, "__dataclass_fields__"):
        skipped = ("programme", "consents", "source", "means")
        inner = [getattr(part, one.name) for one in fields(part) if one.name not in skipped]
        return [value for one in inner for value in _values(one)]
    if isinstance(part, list | tuple):
        return [value for one in part for value in _values(one)]
    return [str(part)] if part not in ("", None, True, False) else []


def _kept(stays: Referral) -> list[str]:
    """What stands on the referral that goes on, on those merged into it, and on her."""
    referrals = Referral.objects.filter(parent=stays.parent)
    people = Parent.objects.filter(merged_into=stays.parent) | Parent.objects.filter(
        pk=stays.parent_id
    )
    rows = [*referrals, *people, *SafeContact.objects.filter(parent=stays.parent)]
    rows += [one.referrer for one in referrals]
    return [str(value) for row in rows for value in vars(row).values()]


def test_what_she_said_of_backgrounds_stays_as_she_said_it_in_one_place(pair, alice):
    older, newer = pair
    Parent.objects.filter(pk=older.parent_id).update(postcode="WA7", postcode_index=None)
    Referral.objects.filter(pk=older.pk).update(background_wanted=["sikh"])
    Referral.objects.filter(pk=newer.pk).update(background_unwanted=["sikh"], days=[2])
    stays = merge(older, newer, alice)
    assert (stays.background_wanted, stays.background_unwanted, stays.days) == (["sikh"], [], [2])
    assert stays.parent.postcode_index == newer.parent.postcode_index is not None

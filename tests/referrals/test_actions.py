"""Every verb of a referral: what it does, and when it kindly refuses."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.errors import DomainError
from pim.models import AuditEvent, Message
from referrals import actions, queries
from referrals.actions import arriving
from referrals.arrivals import NewContact
from referrals.enums import ClosedReason, ContactChannel, ContactOutcome, Means, Purpose, Status
from referrals.models import Consent, Draft, Parent, Referral, SafeContact
from tests import factories as make
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_EMAIL, HERS, receive

pytestmark = pytest.mark.django_db


def doing(user):
    return {"by": acting(user), "now": clock.now()}


def spoke(referral, user):
    return actions.log_contact_attempt(
        referral=referral,
        channel=ContactChannel.PHONE,
        outcome=ContactOutcome.SPOKE,
        **doing(user),
    )


class TestReceive:
    def test_it_lands_at_the_site_of_her_postcode(self, site_a, site_b):
        referral = receive()
        assert (referral.site, referral.status) == (site_a, Status.RECEIVED)
        assert referral.referralevent_set.get().to_status == Status.RECEIVED

    @pytest.mark.parametrize("postcode", ["ZE1 0AA", "", "CV1"])
    def test_out_of_area_is_taken_in_for_a_person_to_decide(self, site_a, postcode):
        referral = receive(parent=replace(HERS.parent, postcode=postcode))
        assert (referral.site, referral.programme) == (None, site_a.programme)

    def test_a_paused_site_still_receives(self, site_a):
        site_a.intake_paused = True
        site_a.save()
        assert receive().site == site_a

    def test_the_programme_with_a_site_there_is_chosen(self, site_a):
        elsewhere = make.SiteFactory(postcode_districts=["OX1"])
        referral = receive(parent=replace(HERS.parent, postcode="OX1 1AA"))
        assert referral.site == elsewhere
        assert receive(programme=elsewhere.programme).programme == elsewhere.programme

    def test_agreement_and_each_consent_are_rows_of_their_own(self, site_a):
        referral = receive()
        assert queries.agreed_herself(referral)
        given = {consent.purpose: consent.given for consent in referral.consent_set.all()}
        assert given == {Purpose.MESSAGES: True, Purpose.EVALUATION: False}

    def test_a_professionals_tick_is_not_hers(self, site_a):
        referral = receive(FROM_A_MIDWIFE)
        assert not queries.agreed_herself(referral)
        assert not Consent.objects.filter(referral=referral).exists()

    def test_receipts(self, site_a):
        hers, midwifes = receive(), receive(FROM_A_MIDWIFE)
        receive(contacts=HERS.contacts[:1])
        queued = {message.object_id: message.notice for message in Message.objects.all()}
        assert queued == {
            hers.pk: actions.RECEIPT,
            midwifes.pk: actions.REFERRER_RECEIPT,
        }

    def test_a_reference_already_taken_is_made_again(self, site_a, monkeypatch):
        taken = receive().reference
        drawn = iter([taken, taken, "3C4-D6F"])
        monkeypatch.setattr(arriving, "new_reference", lambda: next(drawn))
        assert receive().reference == "3C4-D6F"

    def test_contact_details_rest_encrypted(self, site_a):
        receive()
        with connection.cursor() as cursor:
            cursor.execute("select address, word from referrals_safecontact")
            assert "rosa" not in str(cursor.fetchall())


class TestSubmitDraft:
    def draft(self):
        now = clock.now()
        return Draft.objects.create(
            journey="yourself", answers={}, started_at=now, expires_at=now + timedelta(days=1)
        )

    def send(self, draft):
        return actions.submit_draft(
            draft=draft, arrival=HERS, network="here", by=HERSELF, now=clock.now()
        )

    def test_sending_twice_gives_the_same_referral(self, site_a):
        draft = self.draft()
        assert self.send(draft) == self.send(draft)
        draft.refresh_from_db()
        assert (draft.answers, Referral.objects.count()) == (None, 1)

    @pytest.mark.django_db(transaction=True)
    def test_eight_at_once_make_one_referral(self, site_a):
        draft = self.draft()

        def send(_):
            try:
                return self.send(draft).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            sent = set(pool.map(send, range(8)))
        assert (len(sent), Referral.objects.count(), Parent.objects.count()) == (1, 1, 1)


class TestContactAttempts:
    def test_the_first_one_moves_it_to_in_contact(self, alice):
        referral = receive()
        spoke(referral, alice)
        spoke(referral, alice)
        referral.refresh_from_db()
        assert referral.status == Status.IN_CONTACT
        assert referral.contactattempt_set.count() == 2

    def test_not_on_a_closed_one(self, alice):
        referral = receive()
        actions.close(referral=referral, reason=ClosedReason.SIGNPOSTED, **doing(alice))
        with pytest.raises(DomainError, match="Reopen"):
            spoke(referral, alice)


class TestAccept:
    def test_after_a_talk_she_waits(self, alice):
        referral = receive()
        spoke(referral, alice)
        accepted = actions.accept(referral=referral, **doing(alice))
        assert accepted.status == Status.WAITING
        assert accepted.accepted_at is not None

    def test_everything_missing_is_named_at_once(self, alice, site_a):
        referral = receive(FROM_A_MIDWIFE, parent=replace(HERS.parent, postcode="ZE1 0AA"))
        with pytest.raises(DomainError, match=r"site.*Speak with her.*herself"):
            actions.accept(referral=referral, **doing(alice))

    def test_an_unanswered_call_is_not_a_talk(self, alice):
        referral = receive()
        actions.log_contact_attempt(
            referral=referral,
            channel=ContactChannel.PHONE,
            outcome=ContactOutcome.NO_ANSWER,
            **doing(alice),
        )
        with pytest.raises(DomainError, match="Speak with her"):
            actions.accept(referral=referral, **doing(alice))

    def test_referred_by_a_midwife_she_says_yes_herself_first(self, alice):
        referral = receive(FROM_A_MIDWIFE)
        spoke(referral, alice)
        with pytest.raises(DomainError, match="herself"):
            actions.accept(referral=referral, **doing(alice))
        actions.confirm_agreement(referral=referral, means=Means.BY_PHONE, **doing(alice))
        assert actions.accept(referral=referral, **doing(alice)).status == Status.WAITING

    def test_a_referrer_cannot_confirm_for_her(self, alice):
        referral = receive(FROM_A_MIDWIFE)
        for verb in (
            lambda means: actions.confirm_agreement(referral=referral, means=means, **doing(alice)),
            lambda means: actions.record_consent(
                referral=referral, purpose=Purpose.GP, given=True, means=means, **doing(alice)
            ),
        ):
            with pytest.raises(DomainError, match="herself"):
                verb(Means.THROUGH_REFERRER)


class TestClosing:
    def test_with_a_reason_and_open_again(self, alice):
        referral = receive()
        closed = actions.close(
            referral=referral, reason=ClosedReason.DECLINED_BY_HER, **doing(alice)
        )
        assert closed.closed_reason == ClosedReason.DECLINED_BY_HER
        again = actions.reopen(referral=referral, **doing(alice))
        assert (again.status, again.closed_reason) == (Status.IN_CONTACT, "")

    @pytest.mark.parametrize(
        "named", [{"known_risks": "Ring only when he is out."}, {"child_protection": "plan"}]
    )
    def test_known_risks_are_looked_at_first(self, alice, named):
        referral = receive(asked=replace(HERS.asked, **named))
        why = {"referral": referral, "reason": ClosedReason.SIGNPOSTED, **doing(alice)}
        with pytest.raises(DomainError, match="risks"):
            actions.close(**why)
        assert actions.close(risks_reviewed=True, **why).status == Status.CLOSED

    def test_not_while_she_has_a_volunteer(self, bob, alice):
        referral = Referral.objects.get()
        Referral.objects.update(status=Status.MATCHED)
        with pytest.raises(DomainError, match="End that first"):
            actions.close(referral=referral, reason=ClosedReason.COMPLETED, **doing(alice))

    def test_the_same_as_another_names_it(self, alice):
        first, second = receive(), receive()
        why = {"referral": second, "reason": ClosedReason.DUPLICATE, **doing(alice)}
        with pytest.raises(DomainError, match="which other"):
            actions.close(**why)
        assert actions.close(duplicate_of=first, **why).duplicate_of == first

    def test_no_second_open_one_of_the_same_person(self, alice):
        old = receive()
        actions.close(referral=old, reason=ClosedReason.MOVED_AWAY, **doing(alice))
        new = make.ReferralFactory(parent=old.parent, site=old.site)
        with pytest.raises(DomainError, match=new.reference):
            actions.reopen(referral=old, **doing(alice))


class TestSite:
    def test_a_person_decides(self, alice, site_a):
        referral = receive(parent=replace(HERS.parent, postcode="ZE1 0AA"))
        assert actions.set_site(referral=referral, site=site_a, **doing(alice)).site == site_a

    def test_only_one_of_her_programme(self, alice):
        with pytest.raises(DomainError, match="another programme"):
            actions.set_site(referral=receive(), site=make.SiteFactory(), **doing(alice))


class TestSafeContacts:
    def test_a_changed_one_takes_the_place_of_the_old(self, alice):
        referral = receive()
        old = queries.safe_contact(referral, ContactChannel.EMAIL)
        actions.update_safe_contact(
            contact=old, to=replace(HER_EMAIL, address="new@post.example"), **doing(alice)
        )
        old.refresh_from_db()
        assert old.ended_at is not None
        live = queries.safe_contact(referral, ContactChannel.EMAIL)
        assert (live.address, live.confirmed_at is not None) == ("new@post.example", True)
        with pytest.raises(DomainError, match="replaced"):
            actions.confirm_safe_contact(contact=old, **doing(alice))

    def test_an_ended_first_one_hands_its_place_on(self, alice):
        referral = receive()
        phone, email = queries.safe_contacts(referral)
        actions.end_safe_contact(contact=phone, **doing(alice))
        assert [c.pk for c in queries.safe_contacts(referral)] == [email.pk]
        assert SafeContact.objects.get(is_primary=True, ended_at=None) == email

    def test_a_new_one_may_come_first(self, alice):
        referral = receive()
        new = actions.add_safe_contact(
            referral=referral,
            new=NewContact(ContactChannel.PHONE, "+447700900456"),
            is_primary=True,
            **doing(alice),
        )
        assert queries.safe_contact(referral, ContactChannel.PHONE) == new


def test_purging_forgets_what_was_never_sent(db):
    now = clock.now()
    common = {"journey": "yourself", "answers": {"a": 1}, "started_at": now}
    stale = Draft.objects.create(expires_at=now, **common)
    fresh = Draft.objects.create(expires_at=now + timedelta(hours=1), **common)
    assert (actions.purge_drafts(now=now), actions.purge_drafts(now=now)) == (1, 0)
    stale.refresh_from_db()
    fresh.refresh_from_db()
    assert (stale.answers, fresh.answers) == (None, {"a": 1})


def test_the_audit_holds_codes_and_no_words(alice):
    referral = receive(asked=replace(HERS.asked, wish="A canary sang"))
    spoke(referral, alice)
    actions.save_handover_note(referral=referral, note="A canary again", **doing(alice))
    written = str(list(AuditEvent.objects.values()))
    assert "referral.received" in written
    assert "canary" not in written
    assert "Rosa" not in written

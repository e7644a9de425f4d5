"""What identifies a woman goes, whatever room it rests in; what is counted stays."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from pim import clock
from pim.access import erasures_outside
from pim.access.audit import acting
from pim.access.privacy import EMPTIED, ERASED, classes_of
from pim.enums import ActorKind, Role
from pim.errors import DomainError
from referrals import actions, parts_of_hers
from referrals.enums import ErasureStanding, HoldReason, Status, WhyErased
from referrals.models import Erasure, LegalHold, Parent, Referral, Referrer, SafeContact
from tests import factories as make
from tests.conftest import person

CANARY = "Kanarienvogel"
NOT_HERS = {
    "volunteers.Application": "a volunteer's",
    "volunteers.Check": "a volunteer's",
    "volunteers.Enrolment": "a volunteer's",
    "volunteers.Expense": "a volunteer's",
    "volunteers.GroupSession": "about a whole group, without names",
    "volunteers.Interview": "a volunteer's",
    "volunteers.MatchingMeeting": "about a whole site, without names",
    "volunteers.Reference": "a volunteer's",
    "volunteers.Supervision": "a volunteer's, about herself",
    "volunteers.TrainingAttendance": "a volunteer's",
    "volunteers.Volunteer": "a volunteer's",
}


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "outside" / "erasures")
    return tmp_path / "outside" / "erasures"


@pytest.fixture
def officer(db):
    return person("officer@charity.example", Role.DATA_PROTECTION)


@pytest.fixture
def hers(site_a) -> Referral:
    return make.ReferralFactory(
        site=site_a, status=Status.CLOSED, closed_reason="not_reachable", closed_at=clock.now()
    )


def asked(referral, alice, why=WhyErased.SHE_ASKED) -> Erasure:
    return actions.ask_erasure(referral=referral, why=why, by=acting(alice), now=clock.now())


def approved(erasure, officer) -> None:
    actions.approve_erasure(erasure=erasure, by=acting(officer), now=clock.now())


def test_every_column_that_goes_with_a_person_is_hers_or_says_why_not():
    going = {
        model._meta.label
        for model in apps.get_models()
        if hasattr(model, "Privacy") and set(classes_of(model).values()) & {*ERASED, *EMPTIED}
    }
    hers = {model._meta.label for model in parts_of_hers.models()}
    assert hers | set(NOT_HERS) == going
    assert not hers & set(NOT_HERS)


class TestTwoPeople:
    def test_a_second_person_decides_and_a_worker_erases(self, hers, alice, officer):
        approved(asked(hers, alice), officer)
        assert Parent.objects.get(pk=hers.parent_id).erased_at is None
        assert actions.erase_approved(now=clock.now()) == 1
        her = Parent.objects.get(pk=hers.parent_id)
        assert (her.called, her.postcode_district) == (None, None)
        assert her.erased_at and Erasure.objects.get().standing == ErasureStanding.DONE
        assert actions.erase_approved(now=clock.now()) == 0

    def test_nobody_decides_on_what_she_asked_for_herself(self, hers, dana):
        erasure = asked(hers, dana)
        with pytest.raises(DomainError, match="second person"):
            approved(erasure, dana)
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            Erasure.objects.update(
                standing="approved", decided_by=dana, decided_at=clock.now(), asked_by=dana
            )

    def test_a_coordinator_and_another_site_cannot_decide(self, hers, alice, charlie, site_b):
        erasure = asked(hers, alice)
        manager_elsewhere = person("m@b.example", Role.PROGRAMME_MANAGER, site=site_b)
        for somebody in (charlie, manager_elsewhere):
            with pytest.raises(DomainError, match="role"):
                approved(erasure, somebody)

    def test_declined_can_be_asked_again(self, hers, alice, officer):
        erasure = asked(hers, alice)
        with pytest.raises(DomainError, match="already"):
            asked(hers, alice)
        actions.decline_erasure(erasure=erasure, by=acting(officer), now=clock.now())
        asked(hers, alice)


class TestWhatStandsAgainstIt:
    def test_an_open_referral(self, alice, site_a):
        with pytest.raises(DomainError, match="Close it first"):
            asked(make.ReferralFactory(site=site_a), alice)

    def test_a_legal_hold_also_one_that_comes_after_the_second_person(self, hers, alice, officer):
        erasure = asked(hers, alice)
        approved(erasure, officer)
        hold = actions.set_hold(
            referral=hers, reason=HoldReason.POLICE, by=acting(alice), now=clock.now()
        )
        assert actions.erase_approved(now=clock.now()) == 0
        actions.lift_hold(hold=hold, by=acting(officer), now=clock.now())
        assert actions.erase_approved(now=clock.now()) == 1

    def test_a_hold_refuses_to_be_asked(self, hers, alice):
        actions.set_hold(referral=hers, reason=HoldReason.CLAIM, by=acting(alice), now=clock.now())
        with pytest.raises(DomainError, match="legal hold: a court"):
            asked(hers, alice)

    def test_only_who_decides_lifts_a_hold(self, hers, alice):
        actions.set_hold(referral=hers, reason=HoldReason.CLAIM, by=acting(alice), now=clock.now())
        with pytest.raises(DomainError, match="role"):
            actions.lift_hold(hold=LegalHold.objects.get(), by=acting(alice), now=clock.now())

    def test_without_a_list_outside_nothing_is_erased(
        self, hers, alice, officer, settings, tmp_path
    ):
        approved(asked(hers, alice), officer)
        (tmp_path / "full").write_text("")
        settings.ERASURES_FILE = str(tmp_path / "full" / "erasures")
        with pytest.raises(OSError):
            actions.erase_approved(now=clock.now())
        assert Parent.objects.get(pk=hers.parent_id).called


class TestWhatGoes:
    def test_every_word_in_every_room_and_records_merged_into_hers(self, hers, alice, officer):
        """Every row of hers is filled with a canary in each column that goes with her."""
        earlier = make.ParentFactory(merged_into=hers.parent)
        Referral.objects.filter(pk=hers.pk).update(referrer=_made(Referrer, hers))
        make.MatchFactory(referral=hers)
        filled = [fill(model, hers) for model in sorted(parts_of_hers.models(), key=str)]
        Parent.objects.filter(pk=earlier.pk).update(called=CANARY)
        approved(asked(hers, alice), officer)
        actions.erase_approved(now=clock.now())
        left = {
            f"{type(row)._meta.label}.{name}"
            for row in filled
            for name in parts_of_hers.emptied(type(row))
            if CANARY in str(getattr(type(row)._default_manager.get(pk=row.pk), name))
        }
        assert left == set()
        assert Parent.objects.get(pk=earlier.pk).called is None

    def test_another_woman_keeps_hers(self, hers, alice, officer, site_a):
        other = make.SafeContactFactory(parent__called="Bea", address="bea@post.example")
        approved(asked(hers, alice), officer)
        actions.erase_approved(now=clock.now())
        assert SafeContact.objects.get(pk=other.pk).address == "bea@post.example"
        assert Parent.objects.get(pk=other.parent_id).called == "Bea"


class TestAfterARestore:
    def test_she_comes_back_and_is_erased_again(self, hers, alice, officer, outside, capsys):
        before = Parent.objects.filter(pk=hers.parent_id).values().get()
        approved(asked(hers, alice), officer)
        actions.erase_approved(now=clock.now())
        assert list(erasures_outside.listed(outside)) == [hers.parent_id]
        Parent.objects.filter(pk=hers.parent_id).update(**before)  # the backup is older
        call_command("erase_again")
        assert Parent.objects.get(pk=hers.parent_id).called is None
        assert "1 erasures are known; 1 were done again" in capsys.readouterr().out
        call_command("erase_again")
        assert "0 were done again" in capsys.readouterr().out


class TestScreens:
    def test_asked_on_the_referral_decided_elsewhere_without_her_name(
        self, hers, alice, officer, signed_in
    ):
        Parent.objects.update(called=CANARY)
        ask = reverse("admin:referrals_referral_do", args=[hers.pk, "ask-erasure"])
        assert signed_in(alice).post(ask, {"why": "she_asked"}).status_code == 302
        erasure = Erasure.objects.get()
        staff = signed_in(officer)
        today = staff.get(reverse("admin:index")).content.decode()
        assert hers.reference in today and CANARY not in today
        shown = staff.get(reverse("admin:referrals_erasure_change", args=[erasure.pk]))
        assert shown.status_code == 200 and CANARY not in shown.content.decode()
        agree = reverse("admin:referrals_erasure_do", args=[erasure.pk, "approve"])
        assert staff.post(agree, {}).status_code == 302
        erasure.refresh_from_db()
        assert erasure.standing == ErasureStanding.APPROVED

    def test_another_site_sees_none_of_it(self, hers, alice, charlie, signed_in):
        erasure = asked(hers, alice)
        address = reverse("admin:referrals_erasure_change", args=[erasure.pk])
        assert signed_in(charlie).get(address).status_code == 404


# --- Rows with a canary in each column that goes -------------------------------------------------
def fill(model: type[models.Model], referral: Referral) -> models.Model:
    """A row of hers of this model, its columns that go filled past every rule of the table."""
    row = model._default_manager.filter(**_hers(model, referral)).first() or _made(model, referral)
    goes = parts_of_hers.emptied(model)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in goes.keys() - CANNOT_HOLD.get(model._meta.label, set()):
            model._default_manager.filter(pk=row.pk).update(**{name: _canary(model, name)})
        cursor.execute("SET LOCAL session_replication_role = origin")
    return row


def _hers(model, referral) -> dict:
    whose = parts_of_hers._parts[model]([referral.parent_id])
    keys = model._default_manager.filter(whose).values_list("pk", flat=True)
    return {"pk__in": list(keys)}


def _canary(model, name):
    field = model._meta.get_field(name)
    if isinstance(field, models.JSONField) or field.get_internal_type() == "JSONField":
        return [CANARY]
    longest = getattr(field, "max_length", None)
    return CANARY[:longest] if longest else CANARY


def _made(model, referral) -> models.Model:
    """The plainest row there can be: keys that lead to her, and something in every other column."""
    values = {
        field.name: _something(field, referral)
        for field in model._meta.concrete_fields
        if not field.has_default() and not field.null and not _makes_itself(field)
    }
    if hasattr(model, "about_id"):
        values["about_id"] = referral.pk
    values |= ALSO.get(model._meta.label, {})
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name in ("referral", "match", "parent", "owner"):
            values[field.name] = _something(field, referral)
    row = model(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        model._default_manager.bulk_create([row])
        cursor.execute("SET LOCAL session_replication_role = origin")
    return row


def _makes_itself(field) -> bool:
    own = getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    return own or isinstance(field, models.AutoField) or field.db_default is not models.NOT_PROVIDED


def _something(field, referral):
    if field.is_relation:
        return _related(field.related_model, referral)
    if field.name == "actor_kind":
        return ActorKind.SYSTEM
    if field.name in LATER:
        return PLAIN[field.get_internal_type()] + timedelta(days=1)
    if field.blank and field.get_internal_type() == "CharField":
        return ""
    if field.choices:
        return field.choices[0][0]
    return PLAIN.get(field.get_internal_type(), "x")


def _related(model, referral):
    mine = {Referral: referral, Parent: referral.parent}
    if model in mine:
        return mine[model]
    if model in (type(referral.site), type(referral.programme)):
        return referral.site if model is type(referral.site) else referral.programme
    found = (
        model._default_manager.filter(**_hers(model, referral)).first()
        if (model in parts_of_hers.models())
        else model._default_manager.first()
    )
    return found or _made(model, referral)


NOON = datetime(2026, 3, 2, 12, tzinfo=clock.now().tzinfo)
ALSO = {
    "outcomes.Answer": {"words": "x"},
    "referrals.Concern": {"closed_at": NOON, "acknowledged_at": NOON, "outcome": "safe"},
    "referrals.Draft": {"sent_at": NOON},
    "referrals.RecordCopy": {"standing": "over"},
    "volunteers.DraftPair": {"standing": "published"},
    "volunteers.Session": {"attendance": "not_there"},
}
CANNOT_HOLD = {
    "outcomes.Answer": {"missing"},
    "referrals.Concern": {"about_name"},  # only where it is about somebody else
}
LATER = ("closes_at", "ends_at", "to_on", "expires_at")
PLAIN = {
    "ArrayField": [],
    "BooleanField": False,
    "DateField": date(2026, 3, 2),
    "DateTimeField": NOON,
    "FloatField": 0.0,
    "IntegerField": 1,
    "JSONField": {},
    "PositiveBigIntegerField": 1,
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1,
    "SmallIntegerField": 1,
    "TimeField": time(12),
    "UUIDField": uuid.UUID(int=1),
}

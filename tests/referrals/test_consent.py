"""The latest decision about a purpose counts; each purpose stands alone."""

from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import HERSELF
from pim.models import AuditEvent
from referrals import consent, decisions_told
from referrals.enums import Means, Purpose
from tests import factories as make

pytestmark = pytest.mark.django_db


def decide(referral, given, purpose=Purpose.RESEARCH, at=None):
    consent.record(
        referral=referral,
        purpose=purpose,
        given=given,
        means=Means.ON_SCREEN,
        by=HERSELF,
        now=at or clock.now(),
    )


def test_never_asked_means_no():
    assert not consent.has_given(make.ReferralFactory(), Purpose.RESEARCH)


def test_the_latest_counts_and_the_earlier_stays():
    referral = make.ReferralFactory()
    decide(referral, True)
    assert consent.has_given(referral, Purpose.RESEARCH)
    decide(referral, False)
    assert not consent.has_given(referral, Purpose.RESEARCH)
    assert referral.consent_set.count() == 2


def test_of_two_at_the_same_moment_the_second_counts():
    referral, now = make.ReferralFactory(), clock.now()
    decide(referral, False, at=now)
    decide(referral, True, at=now)
    assert consent.has_given(referral, Purpose.RESEARCH)


def test_one_purpose_says_nothing_about_another():
    referral = make.ReferralFactory()
    decide(referral, True, at=clock.now() - timedelta(days=1))
    assert not consent.has_given(referral, Purpose.EVALUATION)
    assert not consent.has_given(make.ReferralFactory(), Purpose.RESEARCH)


def test_the_wording_she_saw_is_kept():
    referral = make.ReferralFactory()
    decide(referral, True)
    assert referral.consent_set.get().wording_version == consent.WORDING_VERSION


def test_what_hangs_on_several_decisions_is_looked_at_once_when_all_stand(monkeypatch):
    referral, found = make.ReferralFactory(), []
    monkeypatch.setattr(
        decisions_told, "_steps", [lambda one, **_: found.append(one.consent_set.count())]
    )
    said = {Purpose.RESEARCH: True, Purpose.GP: False}
    consent.record_all(
        referral=referral, said=said, means=Means.BY_PHONE, by=HERSELF, now=clock.now()
    )
    assert found == [2]
    assert consent.has_given(referral, Purpose.RESEARCH)
    assert AuditEvent.objects.filter(action="referral.consent_recorded").count() == 2


def test_nothing_decided_changes_nothing(monkeypatch):
    referral, found = make.ReferralFactory(), []
    monkeypatch.setattr(decisions_told, "_steps", [lambda one, **_: found.append(one)])
    how = {"means": Means.BY_PHONE, "by": HERSELF, "now": clock.now()}
    assert consent.record_all(referral=referral, said={}, **how) == []
    assert not found

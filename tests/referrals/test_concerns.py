"""A concern: who it goes to, by when, who is told next, and who never sees it."""

import datetime as dt

import pytest

from pim.access.audit import SYSTEM, acting
from pim.enums import MessageClass, Role
from pim.errors import DomainError
from pim.models import AuditEvent, Message
from pim.staffed_hours import LONDON
from referrals import actions
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.models import Concern
from tests import factories as make
from tests.conftest import person

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 6, 1, 10, tzinfo=LONDON)


def raised(by=SYSTEM, now=MONDAY, **about):
    about = {
        "kind": ConcernKind.FOR_HER,
        "urgency": ConcernUrgency.AT_ONCE,
        "words": "Canary words",
    } | about
    return actions.raise_concern(by=by, now=now, **about)


@pytest.fixture
def hers(site_a):
    return make.ReferralFactory(site=site_a)


@pytest.fixture
def lena(db):
    return person("lena@staff.example", Role.SAFEGUARDING_LEAD)


@pytest.fixture
def tess(db):
    return person("tess@staff.example", Role.TRUSTEE)


class TestRaising:
    def test_it_has_an_owner_a_time_and_an_alert(self, hers, alice):
        make.RotaFactory(site=hers.site, user=alice, weekday=0)
        concern = raised(by=acting(alice), referral=hers)
        assert (concern.owner, concern.due_at) == (alice, MONDAY + dt.timedelta(minutes=30))
        alert = Message.objects.get(object_id=concern.pk)
        assert (alert.klass, alert.due_at) == (MessageClass.RISK, MONDAY)
        codes = AuditEvent.objects.about(concern).get().codes
        assert codes == {"kind": "for_her", "urgency": "at_once"}

    def test_about_a_person_it_goes_to_a_trustee_who_is_not_that_person(self, site_a, alice, tess):
        other = person("tom@staff.example", Role.TRUSTEE)
        about = {"kind": ConcernKind.ABOUT_PERSON, "site": site_a}
        assert raised(about_user=alice, **about).owner in (tess, other)
        assert raised(about_user=tess, **about).owner == other
        assert raised(about_name="TESS", **about).about_user == tess

    def test_one_that_names_somebody_never_goes_to_the_site(self, hers, alice):
        with pytest.raises(DomainError, match="trustee"):
            raised(referral=hers, about_user=alice)
        assert not Concern.objects.exists()

"""Who works everywhere sees every row, whatever else a queryset lets in beside it."""

import pytest

from pim.access import roles
from pim.access.scope import at_sites_of
from pim.enums import Role
from referrals.models import Referral
from tests import factories as make
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_everywhere_holds_in_an_or():
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
    here, homeless = make.ReferralFactory(), make.ReferralFactory()
    Referral.objects.filter(pk=homeless.pk).update(site=None)
    nothing_else = Referral.objects.filter(
        at_sites_of(lead, roles.SEE_CASES) | at_sites_of(lead, roles.WORK_CASES)
    )
    assert set(nothing_else) == {here, homeless}
    assert set(Referral.objects.visible_to(lead)) == {here, homeless}

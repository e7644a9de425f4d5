"""Two hundred messy lines, brought in by one and then by four at once."""

import pytest

from pim import clock
from pim.access.audit import acting
from referrals.caseload import importing
from referrals.models import ImportedLine, Referral
from tests.attacks.test_merging import at_once
from tests.referrals.test_caseload import load, messy

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hundred_lines_come_in_once_whoever_brings_them(site_a, alice):
    lines, good, bad = messy(200)
    reports = []

    def bring():
        caseload = load(*lines, today=clock.today())
        reports.append(importing.bring_in(caseload, site_a, by=acting(alice), now=clock.now()))

    assert at_once(*[bring] * 4) == []
    assert (good, bad) == (150, 50)
    assert sum(len(report.new) for report in reports) == good
    assert [len(report.bad) for report in reports] == [bad] * 4
    assert Referral.objects.count() == ImportedLine.objects.count() == good
    bring()
    last = reports[-1]
    assert (len(last.new), len(last.known), len(last.bad)) == (0, good, bad)

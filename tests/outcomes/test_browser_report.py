"""The programme report, in a real browser."""

import pytest

from tests.factories import ReferralFactory
from tests.outcomes import evidence
from tests.pim.looking import look

pytestmark = pytest.mark.django_db(transaction=True)
SCORES = [(15, 12, 8), (18, 15, 9), (8, 8, 9), (10, 9, 10), (6, 6, 12), (17, 16, 4), (14, 12, None)]


def test_the_report_reads_at_a_desk_and_on_a_phone(here, dana, site_a, site_b):
    waves = [
        evidence.wave(site_a.programme, key, "gad-7", "phq-9") for key in ("asked", "start", "end")
    ]
    for number, scores in enumerate(SCORES):
        referral = ReferralFactory(site=(site_a, site_b)[number % 2], accepted=True)
        evidence.consent(referral)
        for wave, score in zip(waves, scores, strict=True):
            request = evidence.asked(referral, wave)
            if score is not None:
                evidence.scored(request, "gad-7", score)
                evidence.scored(request, "phq-9", score)

    page = here(dana)
    page.goto("/reports/")

    look(page, "report-folded", (1280, 390, 320))
    for summary in page.locator("details.nhsuk-details > summary").all():
        summary.click()
    look(page, "report", (1280, 390, 320))

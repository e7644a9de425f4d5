import datetime as dt

import pytest

from outcomes.releases import anonymity, asking, columns
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from tests.conftest import person
from tests.factories import ReferralFactory, SafeContactFactory
from tests.outcomes import evidence

CANARIES = {
    "called": "Zebedinia",
    "postcode": "WA7 9ZZ",
    "email": "canary.bird@post.example",
    "wish": "somebody to walk with in the park",
}


@pytest.fixture
def rhea(programme):
    """A researcher of programme A."""
    return person("rhea@staff.example", Role.RESEARCHER, programme=programme)


@pytest.fixture
def tom(programme):
    """A trustee of programme A."""
    return person("tom@staff.example", Role.TRUSTEE, programme=programme)


@pytest.fixture
def study(programme, tom):
    return asking.open_study(
        names=columns.names(columns.TO_CHOOSE),
        key="demo",
        purpose="How women feel before and after",
        programme=programme,
        ends_on=clock.today() + dt.timedelta(days=90),
        by=acting(tom),
        now=clock.now(),
    )


@pytest.fixture
def waves(programme):
    return {
        "asked": evidence.wave(programme, "asked", "gad-7", "phq-9"),
        "end": evidence.wave(programme, "end", "gad-7", "experience"),
    }


@pytest.fixture
def ada(site_a, waves):
    """She said yes to research and answered both times."""
    referral = ReferralFactory(
        site=site_a,
        accepted=True,
        wish=CANARIES["wish"],
        parent__called=CANARIES["called"],
        parent__postcode=CANARIES["postcode"],
        asked_at=clock.now() - dt.timedelta(days=20),
        born_on=clock.today() + dt.timedelta(days=8),
    )
    SafeContactFactory(parent=referral.parent, address=CANARIES["email"])
    evidence.consent(referral)
    first = evidence.asked(referral, waves["asked"])
    evidence.scored(first, "gad-7", 12)
    evidence.answered(first, "phq-9", evidence.codes_for("phq-9", 27))
    last = evidence.asked(referral, waves["end"])
    evidence.scored(last, "gad-7", 5)
    evidence.answered(last, "experience", {1: "does-not-apply", 2: "agree"})
    return referral


@pytest.fixture
def nobody_hides(monkeypatch):
    """One woman alone is shown as she is: what a column says can be read."""
    monkeypatch.setattr(anonymity.Rule, "holds", lambda rule, group: True)

"""An answer that worries us, of somebody for whom no call is safe: nobody is told to ring her."""

import pytest

from outcomes import actions, risk_words
from outcomes.enums import RiskStepKind
from outcomes.models import RiskEvent
from outcomes.risk_forms import RiskStepForm
from pim import clock
from pim.access.audit import acting
from referrals.enums import ContactChannel, Purpose
from referrals.models import SafeContact
from tests.outcomes.asking import MONDAY, WORRYING, answer, asked, decide, later
from tests.outcomes.test_admin import address, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site_a, alice) -> RiskEvent:
    with clock.standing_at(MONDAY):
        request = asked(site_a, alice, instruments=["phq-9"])
        yield answer(request, "phq-9", 9, option_code=WORRYING[3])


def only_by(event: RiskEvent, channel: ContactChannel) -> None:
    SafeContact.objects.filter(parent=event.referral.parent).update(channel=channel)


def note(event: RiskEvent, kind: RiskStepKind, alice) -> None:
    actions.add_risk_step(event=event, kind=kind, by=acting(alice), now=later(minutes=9))
    del event.steps


def test_whoever_looks_is_told_to_write_by_the_ways_that_are_safe(event, alice, signed_in):
    desk = signed_in(alice)
    body = page(desk, address(event))
    assert "Write to her, by e-mail. Do not ring: no call is safe." in body
    assert "Before you write: no call is safe" in body
    done = desk.post(address(event, "do", "acknowledge"), follow=True).content.decode()
    for shown in (body, " ".join(done.split())):
        assert "No answer within an hour? Ask a lead to decide." in shown
        assert "ring her" not in shown.lower() and "Before you ring" not in shown


def test_after_one_message_a_lead_decides(event, alice):
    assert "Say that you are looking" in risk_words.what_next(event, alice, MONDAY)
    note(event, RiskStepKind.NO_ANSWER, alice)
    said = risk_words.what_next(event, alice, later(minutes=10))
    assert "You may write once" in said and "ask a lead to decide" in said


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (ContactChannel.TEXT, "Write to her, by text."),
        (ContactChannel.LETTER, "and a letter is too slow. Ask a lead to decide now"),
        (ContactChannel.PHONE, "Then ring her in the way she said is safe."),
    ],
)
def test_it_fits_her_ways(event, alice, channel, said):
    only_by(event, channel)
    assert said in risk_words.what_next(event, alice, MONDAY)


def test_what_is_noted_fits_them_too(event):
    labels = dict(RiskStepForm(record=event).fields["kind"].choices)
    assert labels[RiskStepKind.NO_ANSWER] == "I wrote: no answer yet"
    only_by(event, ContactChannel.PHONE)
    labels = dict(RiskStepForm(record=event).fields["kind"].choices)
    assert labels[RiskStepKind.NO_ANSWER] == "I rang: no answer"


def test_her_no_to_messages_does_not_forbid_the_one_by_hand(event, alice, signed_in):
    once = "You may still write once, by hand"
    desk = signed_in(alice)
    assert once not in page(desk, address(event))
    decide(event.referral, Purpose.MESSAGES, False, MONDAY)
    assert once in page(desk, address(event))

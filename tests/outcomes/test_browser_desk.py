"""At her desk: ring her and fill in together, then read what came, in a real browser."""

import pytest
from playwright.sync_api import expect

from outcomes import actions, queries
from outcomes.enums import Mode
from outcomes.models import RiskEvent
from pim import clock
from pim.access.audit import acting
from referrals.enums import ContactChannel
from tests import factories as make
from tests.outcomes.asking import WORRYING, accepted, on_the_rota, plan
from tests.pim.looking import follow, look, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_ring_and_fill_in_together(here, alice, site_a):
    now = clock.now()
    on_the_rota(site_a, alice)
    plan(site_a.programme, instruments=["gad-7", "phq-9"], closes_days=3)
    referral = accepted(site_a, accepted_at=now)
    make.SafeContactFactory(
        parent=referral.parent,
        channel=ContactChannel.PHONE,
        address="+447700900123",
        is_primary=False,
    )
    actions.open_due_requests(now=now)
    actions.enter_answers(
        form=actions.Besides(referral, queries.current_instruments(["gad-7"])["gad-7"]),
        answers={("gad-7", item): WORRYING[2] for item in range(1, 8)},
        mode=Mode.PAPER,
        by=acting(alice),
        now=now,
    )
    desk = here(alice)
    desk.goto("/admin/outcomes/questionnairerequest/to-rescue/")
    look(desk, "to-rescue")
    follow(desk.get_by_role("link", name="Ring and fill in together"))
    send(desk)
    assert desk.title().startswith("Error: ")
    look(desk, "fill-in-errors")
    desk.get_by_label("Nobody else").check()
    for line in desk.locator("fieldset", has_text="1. ").all()[:1]:
        line.get_by_label("Several days").check()
    worrying = desk.locator("fieldset", has_text="better off dead")
    worrying.get_by_label("Nearly every day").check()
    expect(desk.get_by_text("ask her now whether she is safe")).to_be_in_viewport(timeout=15000)
    look(desk, "fill-in-now")
    send(desk)
    assert str(RiskEvent.objects.get().pk) in desk.url
    desk.goto(f"/admin/referrals/referral/{referral.pk}/")
    look(desk, "scores-over-time")
    follow(desk.get_by_role("link", name="Every message, and what comes next"))
    look(desk, "ledger")

"""The broker is gone while people submit: they are thanked, and every row is there."""

import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from outcomes.models import RiskEvent
from pim.models import Message
from referrals.models import Referral
from tests.attacks.visitors import RING_ME, Visitor, networks
from tests.faults.counting import count, rows_taken
from tests.faults.house import wait_until
from tests.faults.test_abandoned_answers import alerts, opens
from tests.faults.women import abandon, answered_until_the_risk_item, asked, staffed_site

FORMS, AT_ONCE, ANSWERS = 200, 20, 10
LONGEST = 15  # seconds that she waits at most
SENT = re.compile(r"PM-\w+|Thank you|thank you")


def asks_to_be_rung(address: str, network: str) -> bool:
    """Whether the form said thank you."""
    she = Visitor(address, network)
    check = she.fills("ring-me", RING_ME)
    she.takes("ring-me", minutes=5)
    sent = she.post(check)
    return sent.status == 302 and bool(SENT.search(she.get(sent.goes_to).body))


def risky_answers(house, fault: str = "") -> int:
    """How many of ten worrying answers leave somebody to be told, while the broker is gone."""
    requests = asked(staffed_site(), ANSWERS)
    answered_until_the_risk_item(requests)
    address = house.web(fault)
    opens(address)
    house.stop_broker()
    assert abandon(address, requests, clients=4) == [302] * ANSWERS
    assert RiskEvent.objects.count() == ANSWERS
    return alerts().count()


def test_forms_are_accepted_and_sent_on_when_it_is_back(house, post_office, figures):
    house.more["PIM_TRUSTED_PROXIES"] = "1"
    staffed_site()
    address = house.web()
    opens(address)
    house.stop_broker()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        from_where = islice(networks("198.18"), FORMS)
        thanked = sum(pool.map(lambda network: asks_to_be_rung(address, network), from_where))
    rows = Referral.objects.count()
    figures("200 forms while the broker is down", thanked=thanked, rows=rows)
    assert (thanked, rows) == (FORMS, FORMS)


def test_alerts_are_there_and_go_out_when_it_is_back(house, post_office, figures):
    made = risky_answers(house)
    house.start_broker()
    house.worker()
    house.beats()
    alerted = {str(pk) for pk in alerts().values_list("pk", flat=True)}
    seconds = wait_until(lambda: alerted <= set(rows_taken(post_office)), within=60)
    figures(
        "10 risky answers while the broker is down",
        alerts=made,
        sent_within=f"{seconds:.0f} s of its return",
    )
    assert made == ANSWERS
    assert count(rows_taken(post_office)).lost == 0


def test_a_broker_that_hangs_keeps_nobody_waiting(house, figures):
    requests = asked(staffed_site(), 1)
    answered_until_the_risk_item(requests)
    address = house.web()
    opens(address)
    house.valkey.send_signal(signal.SIGSTOP)
    try:
        begun = time.monotonic()
        statuses = abandon(address, requests, clients=1)
        took = time.monotonic() - begun
    finally:
        house.valkey.send_signal(signal.SIGCONT)
    figures("a risky answer while the broker hangs", alerts=alerts().count(), took=f"{took:.0f} s")
    assert (statuses, alerts().count()) == ([302], 1)
    assert took < LONGEST


def test_planted_fault_alerts_carried_by_the_broker_are_lost(house, figures):
    made = risky_answers(house, fault="alert_by_broker")
    figures("planted: alerts carried by the broker", lost=ANSWERS - made)
    assert made == 0
    assert not Message.objects.filter(notice="questionnaire.risk_alert").exists()

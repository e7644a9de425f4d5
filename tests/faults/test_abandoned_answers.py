"""She gives a worrying answer and is gone. Somebody is told, whatever else is going on."""

import time
from statistics import median, quantiles
from urllib.request import urlopen

from django.db.models import F

from outcomes.models import RiskEvent
from pim.enums import MessageClass, MessageState
from pim.models import Message
from tests.faults.counting import rows_taken
from tests.faults.house import wait_until
from tests.faults.women import (
    abandon,
    answered_until_the_risk_item,
    asked,
    reminders_due,
    staffed_site,
)

WOMEN, CLIENTS, REMINDERS_EACH = 200, 8, 50  # 10,000 in all
LONGEST = 60  # seconds to the first alert, p95


def opens(address: str) -> None:
    def answers() -> bool:
        try:
            return urlopen(f"{address}/health/live", timeout=10).status == 200
        except OSError:
            return False

    wait_until(answers, within=60)


def alerts():
    return Message.objects.filter(klass=MessageClass.RISK)


def seconds_to_the_first_alert() -> list[float]:
    raised = dict(RiskEvent.objects.values_list("pk", "raised_at"))
    sent = alerts().filter(sent_at__isnull=False).values_list("object_id", F("sent_at"))
    return [(at - raised[event]).total_seconds() for event, at in sent]


def test_two_hundred_are_told_of_while_ten_thousand_reminders_are_due(house, post_office, figures):
    requests = asked(staffed_site(), WOMEN)
    answered_until_the_risk_item(requests)
    address = house.web()
    opens(address)
    reminders_due(requests, REMINDERS_EACH)
    house.worker("default", hands=2)
    house.worker("risk", hands=1)
    house.beats()
    wait_until(lambda: post_office.tries > 0, within=60)

    begun = time.monotonic()
    statuses = abandon(address, requests, CLIENTS)
    took = time.monotonic() - begun
    wait_until(lambda: not alerts().exclude(state=MessageState.SENT).exists(), within=120)
    still_due = Message.objects.filter(state=MessageState.QUEUED).count()

    waits = seconds_to_the_first_alert()
    arrived = {str(pk) for pk in alerts().values_list("pk", flat=True)} & set(
        rows_taken(post_office)
    )
    p95 = quantiles(waits, n=20)[-1]
    figures(
        "200 abandoned after the risk item",
        events=RiskEvent.objects.count(),
        alerts=len(arrived),
        p50=f"{median(waits):.1f} s",
        p95=f"{p95:.1f} s",
        reminders_still_due=still_due,
        taps_in=f"{took:.0f} s",
    )
    assert statuses == [302] * WOMEN
    assert (RiskEvent.objects.count(), len(waits), len(arrived)) == (WOMEN, WOMEN, WOMEN)
    assert still_due > 0, "The reminders were gone before the last alert: no test of the lanes"
    assert p95 < LONGEST

"""What comes in, for tests: change a part with ``replace``."""

from dataclasses import replace

from pim import clock
from pim.access.audit import HERSELF, REFERRER
from referrals import actions
from referrals.arrivals import Arrival, Asked, NewContact, NewParent, NewReferrer
from referrals.enums import ContactChannel, Means, Purpose, ReferrerRole, Situation, Source

HER_EMAIL = NewContact(ContactChannel.EMAIL, "rosa@post.example", us="Robin", word="bluebell")
HER_PHONE = NewContact(ContactChannel.PHONE, "+447700900123", us="Robin", word="bluebell")
HER_TEXT = NewContact(ContactChannel.TEXT, "+447700900456", us="Robin", word="harebell")

HERS = Arrival(
    source=Source.HERSELF,
    means=Means.ON_SCREEN,
    parent=NewParent(called="Rosa", age_band="18_plus", postcode="WA7 2AB"),
    contacts=[HER_PHONE, HER_EMAIL],
    asked=Asked(situation=Situation.BABY),
    consents={Purpose.MESSAGES: True, Purpose.EVALUATION: False},
)
FROM_A_MIDWIFE = replace(
    HERS,
    source=Source.PROFESSIONAL,
    means=Means.THROUGH_REFERRER,
    consents={},
    referrer=NewReferrer("Mina", ReferrerRole.MIDWIFE, "Ward 4", "mina@trust.example"),
)


def receive(arrival: Arrival = HERS, now=None, **parts):
    by = REFERRER if arrival.source == Source.PROFESSIONAL else HERSELF
    return actions.receive(arrival=replace(arrival, **parts), by=by, now=now or clock.now())

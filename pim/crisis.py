"""Where a person in danger or despair can turn at once.

To be confirmed by the organisation, for each nation it works in. These are England's.
"""

from typing import NamedTuple

from pim.enums import Nation


class Route(NamedTuple):
    """One way to get help now: for whom, what to do, and the link a phone can follow."""

    when: str
    words: str
    number: str
    href: str


ENGLAND = (
    Route(
        "You or your baby are in danger, or you might hurt yourself",
        "Call 999 or go to A&E",
        "999",
        "tel:999",
    ),
    Route(
        "You need help today and it is not an emergency",
        "Call NHS 111 and choose option 2, day or night",
        "111",
        "tel:111",
    ),
    Route(
        "You want to talk to someone, about anything",
        "Call Samaritans on 116 123, free, day or night",
        "116 123",
        "tel:116123",
    ),
    Route(
        "You would rather text",
        "Text SHOUT to 85258, free, day or night",
        "85258",
        "sms:85258?body=SHOUT",
    ),
)

SAFETY_AT_HOME = Route(
    "Someone at home hurts or frightens you",
    "Call the National Domestic Abuse Helpline on 0808 2000 247, free, day or night",
    "0808 2000 247",
    "tel:08082000247",
)

# The same line on a page that somebody at home may read over her shoulder: one more helpline.
HARD_AT_HOME = Route(
    "Things are hard at home",
    "Call Refuge on 0808 2000 247, free, day or night",
    SAFETY_AT_HOME.number,
    SAFETY_AT_HOME.href,
)

ROUTES = {Nation.ENGLAND: ENGLAND}


def routes(nation: str = Nation.ENGLAND) -> tuple[Route, ...]:
    """The ways to get help in a nation; England's until others are confirmed."""
    return ROUTES.get(nation, ENGLAND)

"""On her referral: how she wants our messages."""

from pim.admin import panels
from pim.admin.panels import Summary
from referrals import queries
from referrals.forms.wishes import HOURS, WAYS, part_of_day
from referrals.models import MessageWishes, Referral


@panels.on(Referral, order=35)
def her_wishes(user, referral) -> Summary | None:
    wishes = queries.wishes_of(referral.parent)
    return None if wishes._state.adding else Summary("How she wants our messages", lines(wishes))


def lines(wishes: MessageWishes) -> list[tuple[str, object]]:
    rows = [
        ("Which way first", WAYS[wishes.channel]),
        ("At what time", hours(wishes)),
        ("Nothing before", wishes.quiet_until_on),
        ("Her secret word first", "Yes" if wishes.word_first else "No"),
    ]
    return [row for row in rows if row[1]]


def hours(wishes: MessageWishes) -> str:
    if part := part_of_day(wishes):
        return HOURS[part][0]
    return f"From {wishes.hours_from:%H:%M} to {wishes.hours_until:%H:%M}"

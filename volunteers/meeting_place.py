"""Where the matching pages stand: in the navigation, on Today, and in who did what."""

from pim.access import roles
from pim.admin import history, places, today
from volunteers.today import meeting

SENTENCES = {
    "matching.viewed": "Looked for a volunteer for her",
    "meeting.opened": "Opened a matching meeting",
    "meeting.solved": "Had the draft of a matching meeting solved",
    "meeting.published": "Asked volunteers from a matching meeting",
    "meeting.noted": "Added to the notes of a matching meeting",
    "meeting.closed": "Closed a matching meeting",
    "meeting.pair_fixed": "Fixed a pair by hand",
    "meeting.pair_suggested": "Let a pair go that was fixed by hand",
    "meeting.pair_ruled_out": "Ruled a pair out in a matching meeting",
    "meeting.pair_freed": "Let a pair be together after all",
    "meeting.pair_chosen": "Chose a volunteer by hand in a matching meeting",
    "referral.widened": "Noted that she agrees to more",
}


def register() -> None:
    matching = places.Place("Matching", "admin:volunteers_matching", (roles.SEE_CASES,), order=15)
    places.register(matching)
    for queue in meeting.QUEUES:
        today.register(queue)
    history.tell(SENTENCES)

from celery import shared_task

from pim import clock
from volunteers import actions


@shared_task
def withdraw_stale_proposals() -> None:
    """Take back proposals about someone who does not wait any more."""
    actions.withdraw_stale_proposals(now=clock.now())


@shared_task
def free_places_of_closed() -> None:
    """Give back places in groups of mums whose referral is closed."""
    actions.free_places_of_closed(now=clock.now())


@shared_task
def ask_after_silences() -> None:
    """A word to volunteers from whom nothing was heard for a while."""
    actions.ask_after_silences(now=clock.now())


@shared_task
def sound_alarms() -> None:
    """Tell somebody of volunteers who have not come out of a home visit in time."""
    actions.sound_alarms(now=clock.now())


@shared_task
def warn_of_rechecks() -> None:
    """Tell volunteers and coordinators about checks that run out."""
    actions.warn_of_rechecks(now=clock.now())


@shared_task
def keep_cover_needs() -> None:
    """Ask for a plan where a volunteer cannot be there, and settle what is over."""
    actions.settle_cover_needs(now=clock.now())
    actions.raise_cover_needs(now=clock.now())


@shared_task
def forget_session_drafts() -> None:
    """Forget logs that nobody finished, and those of mums whose match has ended."""
    actions.forget_session_drafts(now=clock.now())


@shared_task
def let_proposals_lapse() -> None:
    """Look for somebody else where nobody has answered in time."""
    actions.let_proposals_lapse(now=clock.now())


@shared_task
def link_sign_ins() -> None:
    """Give volunteers who were invited their own pages."""
    actions.link_sign_ins(now=clock.now())

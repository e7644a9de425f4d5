from celery import shared_task

from outcomes import actions, counts, publishing
from outcomes.releases import freezing
from pim import clock


@shared_task
def open_due_requests() -> None:
    """Ask the questionnaires that are due."""
    actions.open_due_requests(now=clock.now())


@shared_task
def follow_dates() -> None:
    """Move the windows of those whose dates have moved."""
    actions.follow_dates(now=clock.now())


@shared_task
def go_on_after_pauses() -> None:
    """Send what waits for the day of a pause that has ended."""
    actions.go_on_after_pauses(now=clock.now())


@shared_task
def write_once_we_may() -> None:
    """Bring forward what waited for her yes to messages, or for a safe way."""
    actions.write_once_we_may(now=clock.now())


@shared_task
def close_expired_requests() -> None:
    """End the questionnaires whose time is over."""
    actions.close_expired_requests(now=clock.now())


@shared_task
def escalate_risk() -> None:
    """Pass up the answers nobody has looked at in time."""
    actions.pass_up_unseen(now=clock.now())


@shared_task
def renew_stale_months() -> None:
    """Make the figures of reports ready where something changed."""
    counts.renew_stale_months()


@shared_task(time_limit=1800)
def publish_figures() -> None:
    """Print the figures of a quarter that is over, for people outside the team."""
    publishing.publish_next(now=clock.now())


@shared_task(time_limit=1800)
def make_releases() -> None:
    """Freeze the releases somebody asked for. One of a whole nation takes minutes."""
    for release in freezing.waiting_to_be_made():
        freezing.make(release, now=clock.now())

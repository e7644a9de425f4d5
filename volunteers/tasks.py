from celery import shared_task

from pim import clock
from volunteers import actions


@shared_task
def withdraw_stale_proposals() -> None:
    """Take back proposals about someone who does not wait any more."""
    actions.withdraw_stale_proposals(now=clock.now())


@shared_task
def link_sign_ins() -> None:
    """Give volunteers who were invited their own pages."""
    actions.link_sign_ins(now=clock.now())

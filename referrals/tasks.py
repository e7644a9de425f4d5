from celery import shared_task

from pim import clock
from referrals import actions


@shared_task
def keep_check_ins() -> None:
    """Ask “still want this?” of whoever has waited long enough."""
    actions.keep_check_ins(now=clock.now())


@shared_task
def erase_approved() -> None:
    """Erase what a second person has agreed to."""
    actions.erase_approved(now=clock.now())


@shared_task
def delete_copies() -> None:
    """Delete copies of records whose time on her page is over."""
    actions.delete_copies(now=clock.now())


@shared_task
def purge_drafts() -> None:
    """Forget forms that were never sent in."""
    actions.purge_drafts(now=clock.now())


@shared_task
def forget_networks() -> None:
    """Forget which networks forms came from."""
    actions.forget_networks(now=clock.now())


@shared_task
def escalate_concerns() -> None:
    """Pass up what nobody has seen in time."""
    actions.escalate_concerns(now=clock.now())


@shared_task
def tell_leads_of_under_age() -> None:
    """Tell the safeguarding lead of each person under 18, once."""
    actions.tell_leads_of_under_age(now=clock.now())


@shared_task
def end_emergencies() -> None:
    """An hour after a record was opened in an emergency it is closed again."""
    actions.end_run_out_emergencies(now=clock.now())

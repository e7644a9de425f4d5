"""Tasks of the ground: ids in, one domain call."""

from celery import shared_task

from pim import clock, health
from pim.access import sealing, sessions, witness
from pim.messages import links, outbox, settling, unread


@shared_task
def heartbeat(queue: str) -> None:
    """Proof that the worker of a queue takes work."""
    health.note(queue)


@shared_task
def drain() -> None:
    """Send receipts, invitations and reminders that are due."""
    outbox.drain(outbox.ORDINARY)


@shared_task
def drain_risk() -> None:
    """Send risk alerts that are due; they have a worker of their own."""
    outbox.drain(outbox.RISK)


@shared_task
def sweep_leases() -> None:
    """Free messages whose worker died, and forget what counted a day's messages."""
    outbox.sweep()
    outbox.forget_mailboxes()


@shared_task
def settle_texts() -> None:
    """Ask the provider about texts nobody is sure of."""
    settling.settle_unknown_texts(now=clock.now())


@shared_task
def pass_up_replies() -> None:
    """Tell the next person of replies that nobody has seen to in time."""
    unread.pass_up(now=clock.now())


@shared_task
def delete_old_links() -> None:
    """Links dead for so long that nobody uses them to ask for a new one."""
    links.delete_old(now=clock.now())


@shared_task
def forget_sessions() -> None:
    """Sign-ins that are over leave nothing behind."""
    sessions.sweep()


@shared_task
def seal_trail() -> None:
    """Put the rows of the trail that are finished under seal."""
    sealing.seal_finished(now=clock.now())


@shared_task
def send_head() -> None:
    """Let somebody outside keep the newest hash of the trail."""
    witness.send_head(now=clock.now())

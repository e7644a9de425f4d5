"""Parts of the service with a control switched off, to show that the counts would see it.

``python -m tests.faults.planted <fault> celery -A pim.celery worker ...``
"""

import os
import runpy
import signal
import sys

import django
from celery import current_app
from django.db import DatabaseError, transaction

from pim.enums import MessageState


def not_marked() -> None:
    """No row says that its message is on its way: a killed worker's is simply sent again."""
    from pim.messages import outbox

    outbox._mark = lambda message, rendered: True


def sent_first() -> None:
    """The row says *sent* before anything went out."""
    from pim import clock
    from pim.messages import channels, outbox

    def hand_over(message, rendered):
        outbox._settle(message, MessageState.SENT, sent_at=clock.now())
        channels.send(rendered, message.pk)

    outbox._hand_over = hand_over


def alert_by_broker() -> None:
    """An alert is a task that the broker carries, and no row beside the answer."""
    from outcomes.actions import risk

    def queue(**message):
        ids = {name: str(value) for name, value in message.items()}
        send = current_app.send_task
        transaction.on_commit(lambda: send("alert", kwargs=ids, retry=False), robust=True)

    risk.queue = queue


def crashes_at_one() -> None:
    """One row, named in the environment, takes its worker down each time it is begun."""
    from pim.messages import outbox

    start = outbox._start

    def fatal(message_id, claim_id):
        message = start(message_id, claim_id)
        if str(message_id) == os.environ["BAD_ROW"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return message

    outbox._start = fatal


def forgets_who_asks() -> None:
    """A list that shows all mums to whoever is signed in."""
    from referrals.models.scopes import ReferralQuerySet

    ReferralQuerySet.visible_to = lambda rows, user: rows.all()


def keeps_no_secret() -> None:
    """Columns rest as they were typed; the log and the broker are told what was."""
    import logging

    from django.db import models

    from pim.access.encryption import EncryptedTextField

    def told(field, value):
        if value is not None:
            logging.getLogger("pim").warning(value)
            current_app.send_task("pim.tasks.drain", kwargs={"said": value}, retry=False)
        return models.TextField.get_prep_value(field, value)

    EncryptedTextField.get_prep_value = told
    EncryptedTextField.from_db_value = lambda field, value, *_: value


def takes_pickles() -> None:
    """A worker that opens whatever the broker hands it."""
    from pim.celery import app

    os.environ["C_FORCE_ROOT"] = "1"  # else celery itself warns of it, and does not start
    app.conf.accept_content = ["json", "pickle"]


def counts_too_early() -> None:
    """The first counter is made before the web processes have a place to add up."""
    from pim.metrics import requests  # noqa: F401


def reads_as_slowly_as_it_is_sent() -> None:
    """gunicorn's own worker: a request takes a process from its first byte on."""
    from pim.stack import web

    web.worker_class = "sync"


def thanks_whatever_happens() -> None:
    """She is thanked for her form, also where it could not be written down."""
    from django.shortcuts import redirect

    from pim.forms.journey import JourneyView

    send = JourneyView.send

    def thanks(view, store, way):
        try:
            return send(view, store, way)
        except DatabaseError:
            return redirect(store.done_at)

    JourneyView.send = thanks


CHOICES = (
    *(not_marked, sent_first, alert_by_broker, crashes_at_one, forgets_who_asks),
    *(keeps_no_secret, takes_pickles, counts_too_early),
    reads_as_slowly_as_it_is_sent,
    thanks_whatever_happens,
)
FAULTS = {fault.__name__: fault for fault in CHOICES}

if __name__ == "__main__":
    _, name, program, *arguments = sys.argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pim.settings")
    django.setup()
    FAULTS[name]()
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)

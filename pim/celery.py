"""Background work: the broker only pokes, the rows are the truth.

Every task can be lost, come twice or come late without harm. The schedule stands here, in UTC,
and every entry expires: a worker that slept does not wake to a pile of old pokes.
"""

import os
from datetime import timedelta

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pim.settings")

DEFAULT, RISK = "default", "risk"
HEARTBEAT_SECONDS = 3


def every(seconds: float, task: str, *args, queue: str = DEFAULT) -> dict:
    """One line of the schedule."""
    return {
        "task": task,
        "schedule": timedelta(seconds=seconds),
        "args": args,
        "options": {"queue": queue, "expires": max(seconds, 10)},
    }


app = Celery("pim")
app.conf.update(
    broker_url=settings.REDIS_URL,
    timezone="UTC",
    enable_utc=True,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_default_queue=DEFAULT,
    task_acks_late=True,
    task_time_limit=30,  # well below the lease of a message
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_redirect_stdouts=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_interval": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 3,  # a broker that hangs must not hold up who submits
    },
    beat_schedule={
        "heartbeat": every(HEARTBEAT_SECONDS, "pim.tasks.heartbeat", DEFAULT),
        "heartbeat of risk": every(HEARTBEAT_SECONDS, "pim.tasks.heartbeat", RISK, queue=RISK),
        "drain": every(10, "pim.tasks.drain"),
        "drain of risk": every(10, "pim.tasks.drain_risk", queue=RISK),
        "seals of the trail": every(5, "pim.tasks.seal_trail"),
        "head of the trail": every(3600, "pim.tasks.send_head"),
        "sweep of leases": every(30, "pim.tasks.sweep_leases"),
        "sessions that are over": every(600, "pim.tasks.forget_sessions"),
        "texts to settle": every(20, "pim.tasks.settle_texts"),
        "erasures": every(30, "referrals.tasks.erase_approved"),
        "copies whose time is over": every(3600, "referrals.tasks.delete_copies"),
        "links long dead": every(3600, "pim.tasks.delete_old_links"),
        "purge of drafts": every(600, "referrals.tasks.purge_drafts"),
        "purge of networks": every(3600, "referrals.tasks.forget_networks"),
        "emergencies that are over": every(60, "referrals.tasks.end_emergencies"),
        "news of under 18s": every(60, "referrals.tasks.tell_leads_of_under_age"),
        "concerns to pass up": every(60, "referrals.tasks.escalate_concerns", queue=RISK),
        "replies to pass up": every(60, "pim.tasks.pass_up_replies", queue=RISK),
        "still want this": every(300, "referrals.tasks.keep_check_ins"),
        "home visits not over": every(20, "volunteers.tasks.sound_alarms", queue=RISK),
        "logs nobody finished": every(3600, "volunteers.tasks.forget_session_drafts"),
        "stale proposals": every(20, "volunteers.tasks.withdraw_stale_proposals"),
        "places of the closed": every(300, "volunteers.tasks.free_places_of_closed"),
        "silences": every(600, "volunteers.tasks.ask_after_silences"),
        "checks to renew": every(300, "volunteers.tasks.warn_of_rechecks"),
        "mums who need cover": every(60, "volunteers.tasks.keep_cover_needs"),
        "proposals without an answer": every(600, "volunteers.tasks.let_proposals_lapse"),
        "answers to pass up": every(20, "outcomes.tasks.escalate_risk", queue=RISK),
        "questionnaires to open": every(20, "outcomes.tasks.open_due_requests"),
        "questionnaires whose time moved": every(60, "outcomes.tasks.follow_dates"),
        "questionnaires after a pause": every(60, "outcomes.tasks.go_on_after_pauses"),
        "messages we may send by now": every(60, "outcomes.tasks.write_once_we_may"),
        "figures to make ready": every(60, "outcomes.tasks.renew_stale_months"),
        "figures to publish": every(60, "outcomes.tasks.publish_figures"),
        "questionnaires to close": every(60, "outcomes.tasks.close_expired_requests"),
        "releases to make": every(20, "outcomes.tasks.make_releases"),
        "volunteers' sign-ins": every(20, "volunteers.tasks.link_sign_ins"),
    },
)
app.autodiscover_tasks()


@signals.setup_logging.connect
def _keep_our_logs(**_) -> None:
    """Listening is enough: celery then leaves the logging that Django has set up."""


@signals.worker_process_init.connect
def _die_with_the_worker(**_) -> None:
    from pim.stack.processes import die_with_parent

    die_with_parent()


@signals.task_success.connect
def _note_that_a_sweep_ended(sender, **_) -> None:
    from django.conf import settings

    from pim.metrics import sweeps

    if settings.METRICS_TOKEN:
        sweeps.note(sender.name)


@signals.before_task_publish.connect(sender="pim.tasks.heartbeat")
def _note_that_beat_lives(**_) -> None:
    from django.db import close_old_connections

    from pim import health

    close_old_connections()  # beat lives longer than any connection
    health.note(health.BEAT)

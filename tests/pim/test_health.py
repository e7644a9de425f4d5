from datetime import timedelta

import pytest
from django.db import connection

from pim import clock, health

NOW = clock.wall()
FRESH, STALE = NOW - timedelta(seconds=5), NOW - timedelta(seconds=70)


def everyone_is_alive():
    for who in (health.BEAT, *health.QUEUES):
        health.note(who)


@pytest.mark.parametrize(("beat", "alive"), [(FRESH, True), (STALE, False), (None, False)])
def test_beat_is_judged_by_its_own_sign(beat, alive):
    assert health.beat_is_alive(beat, NOW) is alive


@pytest.mark.parametrize(
    ("worker", "beat", "alive"),
    [
        (FRESH, FRESH, True),
        (STALE, FRESH, False),
        (STALE, STALE, True),  # beat is to blame, not the worker
        (None, FRESH, False),
        (None, None, False),
    ],
)
def test_a_worker_is_judged_by_the_last_heartbeat_sent(worker, beat, alive):
    assert health.worker_is_alive(worker, beat) is alive


def test_live_asks_no_database(client):
    assert client.get("/health/live").content == b"ok"


def test_ready_when_all_answer(client, db):
    everyone_is_alive()

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "broker": "ok",
        "worker": "ok",
        "beat": "ok",
        "oldest_unsent_message_seconds": None,
    }


def test_a_dead_worker_of_one_queue_is_told_apart_from_beat(client, db):
    health.note(health.BEAT)
    health.note("default")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert (answer.json()["worker"], answer.json()["beat"]) == ("bad", "ok")


def test_signs_of_an_earlier_life_are_forgotten(client, db):
    everyone_is_alive()

    health.forget()

    assert client.get("/health/ready").json()["beat"] == "bad"


def test_a_silent_broker_is_named(client, db, settings):
    from celery import current_app

    everyone_is_alive()
    known = current_app.conf.broker_url
    current_app.conf.broker_url = "redis+socket:///no/such/socket?virtual_host=0"
    try:
        answer = client.get("/health/ready")
    finally:
        current_app.conf.broker_url = known

    assert (answer.status_code, answer.json()["broker"]) == (503, "bad")


@pytest.mark.parametrize(("late", "status"), [(14, 200), (16, 503)])
def test_a_message_may_wait_a_quarter_of_an_hour(client, db, late, status):
    everyone_is_alive()
    waiting_for(timedelta(minutes=late))

    answer = client.get("/health/ready")

    assert answer.status_code == status
    assert answer.json()["oldest_unsent_message_seconds"] // 60 == late


def waiting_for(late):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pim_message (id, notice, klass, channel, object_id, about_id, dedupe_key,"
            " state, due_at, attempts, reason, provider_ref, created_at)"
            " VALUES (gen_random_uuid(), 'n', 'transactional', 'email', gen_random_uuid(),"
            " gen_random_uuid(), 'k', 'queued', %s, 0, '', '', now())",
            [clock.now() - late],
        )

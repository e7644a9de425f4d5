"""The figures that a Prometheus reads: who may, what is there, and that they tell of nobody."""

import re
from datetime import timedelta

import pytest
import yaml
from django.core.cache import cache
from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families

from outcomes.models import RiskEvent
from pim import clock, health
from pim.access import audit, sealing
from pim.metrics import backup, sweeps
from pim.models import AuditEvent
from pim.settings import BASE_DIR
from tests import factories as make
from tests.outcomes import asking
from tests.pim.test_health import waiting_for

TOKEN = "of the house alone"
CANARY = "canary-7f3a"


@pytest.fixture
def asks(client, settings, db):
    """What the page says, by name and labels."""
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = ["pim.metrics.requests.CountingMiddleware", *settings.MIDDLEWARE]

    def asks():
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in families
            for sample in family.samples
        }

    return asks


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer of another", TOKEN[:-1]])
def test_without_the_token_there_is_no_such_page(client, settings, shown):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer ", f"Bearer {TOKEN}"])
def test_switched_off_no_token_opens_it(client, settings, shown):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


def test_answers_are_counted_by_route_and_never_by_path(client, asks):
    client.get("/refer/")
    before = asks()
    client.get("/refer/")
    client.get(f"/questionnaire/{CANARY}/?q={CANARY}")
    client.get(f"/{CANARY}/")
    after = asks()
    grown = {key for key in after if key[0].endswith("_count") and after[key] > before.get(key, 0)}
    assert {key[1:] for key in grown} >= {("refer", "2xx"), ("none", "4xx")}
    assert (
        after["pim_request_seconds_count", "refer", "2xx"]
        == 1 + before["pim_request_seconds_count", "refer", "2xx"]
    )
    assert CANARY not in repr(after)


def test_what_waits_and_since_when(asks):
    waiting_for(timedelta(minutes=20))
    seen = asks()
    assert seen["pim_messages", "queued"] == 1 and seen["pim_messages", "unknown"] == 0
    assert 1200 <= seen["pim_message_oldest_seconds", "transactional"] < 1260
    assert seen["pim_message_oldest_seconds", "risk"] == 0


def test_rows_without_a_seal(asks):
    audit.record(by=audit.SYSTEM, action="x.tried", target=make.UserFactory(), now=clock.now())
    assert asks()["pim_audit_rows_unsealed",] == AuditEvent.objects.count() > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        sealing.seal_below(cursor.fetchone()[0] + 1, now=clock.now())
    assert asks()["pim_audit_rows_unsealed",] == 0


def test_a_sweep_that_ended_well_is_noted(asks):
    sweeps._noted.clear()
    name = "pim.tasks.drain"
    assert ("pim_sweep_ended_seconds", name) not in asks()
    sweeps.note(name)
    seen = asks()
    assert seen["pim_sweep_ended_seconds", name] < 5
    assert seen["pim_sweep_every_seconds", name] == 10


def test_the_age_of_the_backup_is_that_of_the_last_place_it_passed(db):
    now = clock.wall()
    cache.set(backup.NOTES, [(now - timedelta(minutes=m), 100 - m) for m in (9, 6, 3)])
    assert backup._kept_until(written=100, kept=95) == now - timedelta(minutes=6)
    assert backup._kept_until(written=100, kept=1) == now - timedelta(minutes=9)


def test_no_figure_of_a_backup_where_none_is(asks):
    assert [key for key in asks() if key[0].startswith("pim_backup")] == []


def test_an_answer_nobody_looked_at_is_told_by_its_age_and_never_by_number(asks, site_a, alice):
    request = asking.asked(site_a, alice)
    for code in asking.WORRYING.values():
        asking.answer(request, "phq-9", 9, option_code=code)
    assert RiskEvent.objects.unacknowledged().count() == 2
    with clock.standing_at(asking.later(hours=5)):
        seen = asks()
    assert seen["pim_risk_oldest_seconds",] == 5 * 3600
    assert 0 < seen["pim_risk_overdue_seconds",] < 5 * 3600
    told = {value for (name, *_), value in seen.items() if name.startswith("pim_risk")}
    assert 2 not in told


def test_a_database_that_is_away_is_a_figure_too(asks, monkeypatch):
    def away(now):
        raise OperationalError

    monkeypatch.setattr("pim.metrics.asking._asked", [away])
    seen = asks()
    assert seen["pim_database_up",] == 0
    assert [key for key in seen if key[0] == "pim_build_info"]


def test_rules_ask_for_figures_that_are_there(asks, monkeypatch):
    health.note(health.BEAT)
    sweeps._noted.clear()
    sweeps.note("pim.tasks.drain")
    monkeypatch.setattr(backup, "ASK", "SELECT 100, 90, true")
    names = {key[0] for key in asks()} | {"up"}
    rules = [
        rule
        for group in yaml.safe_load((BASE_DIR / "deploy" / "alerts.yml").read_text())["groups"]
        for rule in group["rules"]
    ]
    used = {name for rule in rules for name in re.findall(r"\b(?:pim_\w+|up)\b", rule["expr"])}
    assert len(used) > 10 and used <= names

"""Everything that is kept has its line: how long, what then happens, and why."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from pim import clock, retention
from pim.celery import app
from pim.messages import links
from pim.models import LinkToken


def test_every_model_has_an_entry():
    every = {model._meta.label for model in apps.get_models()}
    assert {entry.model for entry in retention.entries()} == every


def test_what_a_sweep_does_is_on_the_schedule():
    sweeps = {
        entry.rule.by.removeprefix("a sweep: ")
        for entry in retention.entries()
        if entry.rule.by.startswith("a sweep")
    }
    assert len(sweeps) >= 5
    assert sweeps <= set(app.conf.beat_schedule)


@pytest.mark.parametrize(
    "months, today, before",
    [
        (72, date(2026, 11, 24), date(2020, 12, 1)),
        (12, date(2026, 12, 1), date(2026, 1, 1)),
        (1, date(2026, 1, 31), date(2026, 1, 1)),
    ],
)
def test_due_by_the_end_of_the_month(settings, months, today, before):
    settings.KEEP_MONTHS = {"case": months}
    assert retention.started_before("case", today) == before


def test_a_period_is_to_be_confirmed_until_it_is_said(settings, dana, alice, signed_in):
    address = reverse("retention")
    settings.KEEP_MONTHS = {}
    assert b"must confirm" in signed_in(dana).get(address).content
    settings.KEEP_MONTHS = dict.fromkeys(retention.PERIODS, 7)
    shown = signed_in(dana).get(address).content
    assert b"must confirm" not in shown and b"7 months" in shown
    assert signed_in(alice).get(address).status_code == 404


def test_links_long_dead_are_deleted(db, site_a):
    now = clock.now()
    for days in (-1, 30, 400):
        expires_at = now - timedelta(days=days)
        links.make(purpose=str(days), object_id=site_a.pk, expires_at=expires_at)
    assert links.delete_old(now=now) == 1
    assert set(LinkToken.objects.values_list("purpose", flat=True)) == {"-1", "30"}

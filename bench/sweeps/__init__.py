"""Sweeps: what is due, found, claimed, asked and told, among a million of each."""

from datetime import datetime, timedelta

from bench.own_database import emptied
from bench.report import Figure
from bench.sweeps.asking import asking, nothing_due
from bench.sweeps.claiming import claiming
from bench.sweeps.country import country, messages, rested
from bench.sweeps.finding import finding
from outcomes.schedule import LONDON
from pim import clock


def measure() -> list[Figure]:
    emptied()
    now = _in_the_day()
    country(now)
    messages()
    rested()
    return [*finding(), *claiming(), *nothing_due(now), *asking(now)]


def _in_the_day() -> datetime:
    """A moment gone by at which messages may leave, so that what is asked is due at once."""
    yesterday = clock.now().astimezone(LONDON) - timedelta(days=1)
    return yesterday.replace(hour=10)

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection

from pim import clock
from pim.quiet_hours import LONDON
from pim.stack.testing.servers import seconds_to_noon


@pytest.mark.django_db
def test_a_test_talks_to_a_real_postgres_through_a_socket():
    with connection.cursor() as cursor:
        cursor.execute("SELECT inet_server_addr(), current_setting('fsync')")
        assert cursor.fetchone() == (None, "off")


@pytest.mark.django_db
def test_a_test_may_take_the_web_role():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE pim_web")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("pim_web",)
        cursor.execute("RESET ROLE")


@pytest.mark.django_db
def test_the_tables_of_a_test_were_made_once_for_the_whole_run():
    made = dt.datetime.fromtimestamp((settings.VAR_DIR / "tables.sql").stat().st_mtime, dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(applied < %s) FROM django_migrations", [made])
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 24), (2026, 10, 25), (2026, 11, 23)])
@pytest.mark.parametrize("hour", [0, 2, 12, 23])
def test_a_run_begins_at_noon_of_its_own_day(day, hour):
    begun = dt.datetime(*day, hour, 30, tzinfo=LONDON).astimezone(dt.UTC)
    shifted = begun + dt.timedelta(seconds=seconds_to_noon(begun.astimezone(LONDON)))
    noon = dt.datetime(*day, 12, tzinfo=LONDON)
    assert shifted == noon
    for days in range(365):
        before = clock.day_of(noon.astimezone(dt.UTC) - dt.timedelta(days=days))
        assert before == noon.date() - dt.timedelta(days=days)


def test_the_clock_of_a_run_stands_at_its_noon():
    now = clock.now().astimezone(LONDON)
    assert dt.time(11, 59) < now.time() < dt.time(13)

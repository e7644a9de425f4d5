import datetime as dt

import pytest
from django.conf import settings
from django.db import connection


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

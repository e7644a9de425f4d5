import pytest
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

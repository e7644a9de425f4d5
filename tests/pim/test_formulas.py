"""No word that leaves as CSV is run as a formula, and ours come back as they were."""

import pytest
from django.db import connection

from pim.formulas import plain_again, safe, safe_in_sql

RUN = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "＋1", "－1", "＠A1"]
RUN += ["\u00a0=1", "\u200b+1", "\ufeff-1", "\u3000－1", '"=1"', "'=1", "''=1", "“ @A1", "\n\r =1"]
RUN += ["\tagree", "\ragree", "\nagree", '=cmd|"/c calc"!A1', "=DDE(1)", "-2+3+cmd|' /C calc'!A0"]
LEFT = ["agree", "1-2", "a=b", "'quoted'", "", " 07700 900123", "her@post.example", "5"]


@pytest.mark.parametrize("word", RUN)
def test_what_would_run_gets_an_apostrophe_and_loses_it_again(word):
    assert safe(word) == f"'{word}"
    assert plain_again(f"'{word}") == word


@pytest.mark.parametrize("word", LEFT)
def test_everything_else_stays_as_it_is(word):
    assert safe(word) == plain_again(word) == word


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    assert [safe(-3), safe(None), safe(0)] == [-3, "", 0]


@pytest.mark.django_db
def test_postgresql_writes_what_python_writes():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {safe_in_sql('word')} FROM unnest(%s) AS word", [RUN + LEFT])
        assert [word for (word,) in cursor] == [safe(word) for word in RUN + LEFT]

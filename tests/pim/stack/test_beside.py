"""``manage.py`` where no service runs."""

import pytest

from pim.stack.testing.whole_stack import Stack


@pytest.fixture(scope="module")
def nothing_runs(tmp_path_factory):
    return Stack(tmp_path_factory.mktemp("alone"))


def test_commands_without_a_database_start_none(nothing_runs):
    for command in (["help"], ["makemigrations", "--check", "--dry-run"], ["migrate", "--help"]):
        answer = nothing_runs.manage(*command)
        assert (answer.returncode, answer.stderr) == (0, ""), answer
    assert not nothing_runs.var.exists()


def test_a_lonely_command_gets_a_database_up_to_date_and_leaves_none(nothing_runs, tables):
    """What the tables hold it may only read once ``prepare`` has given it the right."""
    nothing_runs.fill(tables)
    count = "from pim.models import Message; print(Message.objects.count())"

    answer = nothing_runs.manage("shell", "--no-imports", "-c", count)

    assert (answer.returncode, answer.stdout) == (0, "0\n"), answer.stderr
    assert not list(nothing_runs.var.glob("postgres-*/postmaster.pid"))


def test_a_fault_of_the_database_is_one_line(nothing_runs):
    wrong = "from django.db import connection; connection.cursor().execute('SELECT * FROM nowhere')"

    answer = nothing_runs.manage("shell", "--no-imports", "-c", wrong)

    assert answer.returncode == 1
    assert answer.stderr == 'shell: relation "nowhere" does not exist\n'

"""``manage.py score`` as other programs run it: thousands of forms, and what is no form at all."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.outcomes.published_rules import PRINTED, difference, forms

ROOT = Path(__file__).parents[2]
N_FORMS = 2000
# Whoever opens a database here fails: there is none behind these addresses.
NO_SERVERS = {"DATABASE_URL": "postgres://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
GOOD = b'{"id": "a1", "answers": [0, 0, 0, 0, 0, 0, 0]}\n'


def score(given: bytes, *options: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "score", *options],
        cwd=ROOT,
        input=given,
        capture_output=True,
        timeout=60,
        env=os.environ | NO_SERVERS | more,
    )


def lines_of(answers: list) -> bytes:
    lines = (json.dumps({"id": n, "answers": each}) + "\n" for n, each in enumerate(answers))
    return "".join(lines).encode()


@pytest.mark.parametrize("by", ["position", "score"])
@pytest.mark.parametrize("key", PRINTED)
def test_the_program_scores_as_published(key, by):
    given = forms(key, by, N_FORMS, Random(f"{key} {by} as a program"))

    done = score(lines_of(given), "--instrument", key, "--by", by)

    assert (done.returncode, done.stderr) == (0, b"")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == list(range(len(given)))
    wrong = [difference(key, form, by, line) for form, line in zip(given, lines, strict=True)]
    assert [one for one in wrong if one] == []
    print(f"{key} by {by}: {len(given)} forms, 0 mismatches")  # noqa: T201


@pytest.mark.parametrize(
    ("bad", "number"),
    [
        (b"[]\n", 2),
        (b"null\n", 2),
        (b"not json\n", 2),
        (b'"a"\n', 2),
        (b"{} {}\n", 2),
        (b'{"id": "a1", "answers": [NaN]}\n', 2),
        (b'{"id": "a1", "answers": [Infinity]}\n', 2),
        (b'{"id": "a1", "answers": [0]\n', 2),
        (b'{"id": "\xff"}\n', 2),
        (b"\n" + GOOD, 2),
        (b'{"answers": ' + b"[" * 100_000 + b"\n", 2),
        (b'{"id": 1, "id": 2}\n', 2),
        ("{}\n".encode("utf-16"), 2),
    ],
)
def test_a_line_that_is_no_object_leaves_no_output(bad, number):
    done = score(GOOD + bad, "--instrument", "gad-7")

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(f"line {number}: ".encode())
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "odd",
    [
        b"9" * 10_000,
        b"1e999",
        b"-0.0",
        b"[" * 900 + b"]" * 900,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'"\\ud800"',
    ],
)
def test_an_odd_value_is_an_invalid_answer_and_nothing_worse(odd):
    done = score(GOOD.replace(b"[0,", b"[" + odd + b",", 1) + GOOD, "--instrument", "gad-7")

    assert (done.returncode, done.stderr) == (0, b"")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (len(first["errors"]), first["missing_items"]) == (1, [])
    assert (second["totals"], second["errors"]) == ({"total": 0}, [])


@pytest.mark.parametrize(
    ("given", "n_lines"),
    [
        (b"", 0),
        (GOOD.strip(), 1),
        (b"\xef\xbb\xbf" + GOOD, 1),
        (GOOD.replace(b"\n", b"\r\n") * 2, 2),
        (GOOD + b"\n\n", 1),
        (GOOD * 3, 3),  # the same id again is another line
        (b"{}\n", 1),
        (b'{"id": null, "answers": null, "more": 1}\n', 1),
    ],
)
def test_files_as_they_come_from_other_machines(given, n_lines):
    done = score(given, "--instrument", "gad-7")

    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == n_lines


@pytest.mark.parametrize("options", [(), ("--instrument", "gad-9"), ("--by", "place")])
def test_what_it_does_not_know_it_says(options):
    done = score(b"", *options)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_it_opens_no_database_and_leaves_no_folder(tmp_path):
    folder = tmp_path / "var"

    done = score(GOOD, "--instrument", "gad-7", PIM_VAR=str(folder))

    assert done.returncode == 0
    assert not folder.exists()

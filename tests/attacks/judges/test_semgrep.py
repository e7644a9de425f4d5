"""Our own rules, read by semgrep: what this service may never do, and where it does."""

import json
import tomllib
from pathlib import Path

from pim.settings import BASE_DIR
from tests.attacks.judges.tools import HERE, OURS, asked, counted, known, program

RULES = HERE / "rules"
PLANTED = tomllib.loads((HERE / "planted_for_semgrep.toml").read_text())["planted"]
ALONE = ["--metrics", "off", "--disable-version-check", "--quiet", "--json"]
EVERYTHING = ["--no-git-ignore", "--x-ignore-semgrepignore-files", "--exclude", "migrations"]


def found(folder: Path, *places: str) -> dict[str, dict[str, int]]:
    """By the files' names under ``folder``, on which the rules depend."""
    settings = [*ALONE, *EVERYTHING, "--config", RULES]
    done = asked(program("semgrep"), "scan", *settings, *places, within=240, cwd=folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["errors"] == []
    return counted((_name(one["check_id"]), one["path"]) for one in told["results"])


def test_our_rules_hold_but_where_it_is_known(capsys):
    places = found(BASE_DIR, *OURS, "templates")

    with capsys.disabled():
        count = sum(sum(files.values()) for files in places.values())
        print(f"\nsemgrep: {len(rules())} rules, {count} places, all known with a reason")  # noqa: T201
    assert places == known("known_to_semgrep.toml")


def test_every_rule_finds_what_is_planted_for_it_and_nothing_else(tmp_path: Path):
    planted: dict[str, set[str]] = {}
    for place, one in enumerate(PLANTED):
        for kind in ("wrong", "right"):
            file = f"{kind}{place}/{one['file']}"
            (tmp_path / file).parent.mkdir(parents=True)
            (tmp_path / file).write_text(one[kind])
        planted.setdefault(one["rule"], set()).add(f"wrong{place}/{one['file']}")

    assert {rule: set(files) for rule, files in found(tmp_path, ".").items()} == planted
    assert set(planted) == rules()


def rules() -> set[str]:
    lines = [line for file in RULES.glob("*.yaml") for line in file.read_text().splitlines()]
    return {line.removeprefix("  - id: ") for line in lines if line.startswith("  - id: ")}


def _name(rule: str) -> str:
    return rule.rpartition(".")[2]

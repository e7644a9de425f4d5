"""The import chain: pim <- referrals <- volunteers <- outcomes, and downwards inside an app."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHAIN = ("pim", "referrals", "volunteers", "outcomes")
MAY_NAME_ALL = {f"pim/{name}.py" for name in ("settings", "urls", "celery", "asgi", "wsgi")}
LEVELS = {
    "enums": 0,
    "models": 1,
    "lifecycle": 2,
    "consent": 2,
    "queries": 2,
    "actions": 3,
    "forms": 4,
    "notices": 4,
    "tasks": 4,
    "views": 5,
    "admin": 5,
    "urls": 6,
}
SOURCES = sorted(
    path for app in CHAIN for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
NOW = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def imported(path: Path) -> list[str]:
    """Dotted names a file imports, wherever in the file."""
    names = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def strings(path: Path) -> list[str]:
    """Every string constant of a file that is not a docstring."""
    docs = {ast.get_docstring(node, clean=False) for node in nodes(path) if _has_doc(node)}
    texts = [node.value for node in nodes(path) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and text not in docs]


def _has_doc(node) -> bool:
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def found(wrong: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """What is wrong in each of all the sources, by the file's name."""
    return {relative(path): names for path in SOURCES if (names := wrong(path))}


def upward_in_the_chain(path: Path) -> list[str]:
    if relative(path) in MAY_NAME_ALL:
        return []
    above = CHAIN[CHAIN.index(path.relative_to(ROOT).parts[0]) + 1 :]
    named = re.compile(rf"({'|'.join(above) or '-'})\.\w")
    upward = [name for name in imported(path) if name.split(".")[0] in above]
    return upward + [text for text in strings(path) if named.match(text)]


def upward_inside_the_app(path: Path) -> list[str]:
    app, room = path.relative_to(ROOT).parts[:2]
    own = LEVELS.get(Path(room).stem)
    if app == "pim" or own is None:
        return []
    rooms = [name.split(".")[1] for name in imported(path) if name.startswith(f"{app}.")]
    return [room for room in rooms if LEVELS.get(room, 0) > own]


def other_clocks(path: Path) -> list[str]:
    if relative(path) == "pim/clock.py" or "stack" in path.parts:
        return []
    return NOW.findall(path.read_text())


def test_the_walk_finds_the_sources():
    assert {relative(path) for path in SOURCES} >= {f"{app}/apps.py" for app in CHAIN}


def test_imports_go_down_the_chain():
    assert found(upward_in_the_chain) == {}


def test_inside_an_app_imports_go_down_the_levels():
    assert found(upward_inside_the_app) == {}


def test_now_comes_from_the_clock():
    assert found(other_clocks) == {}


@pytest.mark.parametrize("app", CHAIN)
def test_views_ask_named_querysets(app):
    for path in SOURCES:
        if path.is_relative_to(ROOT / app) and {"views", "views.py"} & {*path.parts}:
            unscoped = re.findall(r"\w+\.objects\.(?:all|get|filter)\(", path.read_text())
            assert unscoped == [], relative(path)


def test_no_process_starts_with_what_only_figures_need():
    """Nor with a printed share, which anybody may open."""
    begin = "import sys, django; django.setup(); import pim.urls, pim.celery"
    begin += "; from outcomes.statistics import wilson; wilson(3, 20); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", begin], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "outcomes.statistics.paired" in done.stdout.split(), done.stderr
    figures = {"scipy.stats", "scipy.optimize", "ortools", "polars", "pyreadstat"}
    costly = {*figures, "volunteers.matching.columns"}
    assert costly & set(done.stdout.split()) == set()

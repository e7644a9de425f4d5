"""The import chain: pim <- referrals <- volunteers <- outcomes, and downwards inside an app."""

import ast
import re
import subprocess
import sys
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


def imported(path: Path) -> list[str]:
    """Dotted names a file imports, wherever in the file."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def strings(path: Path) -> list[str]:
    """Every string constant of a file that is not a docstring."""
    tree = ast.parse(path.read_text())
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if _has_doc(node)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and text not in docs]


def _has_doc(node) -> bool:
    return isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_walk_finds_the_sources():
    assert {relative(path) for path in SOURCES} >= {f"{app}/apps.py" for app in CHAIN}


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_imports_go_down_the_chain(path):
    if relative(path) in MAY_NAME_ALL:
        return
    above = CHAIN[CHAIN.index(path.relative_to(ROOT).parts[0]) + 1 :]
    upward = [name for name in imported(path) if name.split(".")[0] in above]
    by_string = [
        text for text in strings(path) if re.match(rf"({'|'.join(above) or '-'})\.\w", text)
    ]
    assert upward + by_string == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_inside_an_app_imports_go_down_the_levels(path):
    app, room = path.relative_to(ROOT).parts[:2]
    own = LEVELS.get(Path(room).stem)
    if app == "pim" or own is None:
        return
    rooms = [name.split(".")[1] for name in imported(path) if name.startswith(f"{app}.")]
    assert [room for room in rooms if LEVELS.get(room, 0) > own] == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_now_comes_from_the_clock(path):
    if relative(path) == "pim/clock.py" or "stack" in path.parts:
        return
    assert NOW.findall(path.read_text()) == []


@pytest.mark.parametrize("app", CHAIN)
def test_views_ask_named_querysets(app):
    for path in (ROOT / app).rglob("views*"):
        if path.suffix == ".py":
            unscoped = re.findall(r"\w+\.objects\.(?:all|get|filter)\(", path.read_text())
            assert unscoped == [], relative(path)


def test_no_process_starts_with_what_only_figures_need():
    begin = "import sys, django; django.setup(); import pim.urls, pim.celery; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", begin], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "outcomes.statistics.paired" in done.stdout.split(), done.stderr
    costly = {"scipy.stats", "ortools", "volunteers.matching.columns"}
    assert costly & set(done.stdout.split()) == set()

"""The written matrix: every address and verb of the service, and who may."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from pim.admin.buttons import buttons_of
from pim.admin.site import pim_site

LINES = Path(__file__).parent / "lines"
SUFFIXES = ("changelist", "add", "change", "edit", "do")


@dataclass(frozen=True)
class Line:
    """One address with its verbs. ``of``: the model whose record it shows, if it shows one."""

    name: str
    who: tuple[str, ...]
    verbs: tuple[str, ...]
    door: str = "sign in"
    of: type[Model] | None = None
    reach: str = "site"
    button: str = ""
    alike: tuple[str, ...] = ()  # verbs that answer whoever may come here alike, for any record
    sometimes: bool = False  # only while it fits the record; else there is no such page


def lines() -> list[Line]:
    return [*_screens(), *_pages()]


def _screens() -> Iterator[Line]:
    for label, said in _read("desk.toml").items():
        model = apps.get_model(label)
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        see, work = tuple(said["see"]), tuple(said["work"])
        adds, forms = tuple(said.get("add", work)), said.get("forms", ())
        reach = said.get("reach", "site")
        both = ("GET", "HEAD", "POST")
        yield Line(f"{base}_changelist", see, tuple(said.get("list", both)))
        yield Line(f"{base}_add", adds if "add" in forms else (), both)
        records = tuple(said.get("records", see))
        yield Line(f"{base}_change", records, both, of=model, reach=reach)
        edits = work if "edit" in forms else ()
        yield Line(f"{base}_edit", edits, both, of=model, reach=said.get("works", reach))
        works = [who for who in work if who in records]
        if not (everyones := dict.fromkeys(said.get("buttons", ()), works)) | said.get(
            "others", {}
        ):
            yield Line(f"{base}_do", (), both, of=model, reach=reach, button="none")
        for key, who in (everyones | said.get("others", {})).items():
            yield Line(f"{base}_do", tuple(who), both, of=model, reach=reach, button=key)


def _pages() -> Iterator[Line]:
    for file in sorted(LINES.glob("pages_*.toml")):
        for group in tomllib.loads(file.read_text())["pages"]:
            of = apps.get_model(group["of"]) if "of" in group else None
            verbs = tuple(group["verbs"].split())
            verbs += ("HEAD",) if "GET" in verbs else ()
            for name in group["urls"]:
                reach, sometimes = group.get("reach", "site"), group.get("sometimes", False)
                who = tuple(group["who"])
                alike = tuple(group.get("alike", "").split())
                yield Line(
                    name, who, verbs, group["door"], of, reach, alike=alike, sometimes=sometimes
                )


def sight() -> dict[str, dict]:
    return _read("sight.toml")


def _read(name: str) -> dict:
    return tomllib.loads((LINES / name).read_text())


def addresses() -> dict[str, str]:
    """Every address of the service by name; one without a name by its route."""
    return dict(_found(get_resolver().url_patterns))


def _found(patterns, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            inside = f"{space}{one.namespace}:" if one.namespace else space
            yield from _found(one.url_patterns, here, inside)
        elif isinstance(one, URLPattern):
            yield (space + one.name if one.name else f"/{here}"), here


def buttons() -> set[tuple[str, str]]:
    """Every button of the desk: the model's label and the button's key."""
    return {
        (model._meta.label, button.key)
        for model, screen in pim_site._registry.items()
        for button in buttons_of(type(screen))
    }


def written_buttons() -> set[tuple[str, str]]:
    return {
        (line.of._meta.label, line.button) for line in lines() if line.button not in ("", "none")
    }

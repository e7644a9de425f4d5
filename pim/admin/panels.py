"""What a record's page is built of: panels, read-only, drawn by ``templates/admin/panels``.

An admin gives its own panels; an app further up adds its own to the same page:

    @panels.on(Referral, order=50)
    def matches(user, referral): return Table("Matches", ["Volunteer", "Since"], rows)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model
from django.forms import BoundField

from pim.forms.display import label_of, words

# What may stand in a cell: text, a date or time, a number, yes or no, or one of the first four
# classes below. Lists of them are drawn one below the other.
Cell = Any


@dataclass(frozen=True)
class Link:
    """``style`` counts only beside the buttons of a record; a primary one comes before them.

    In a table, ``about`` tells lines apart for those who hear the page.
    """

    text: str
    url: str
    style: str = "secondary"
    about: str = ""


@dataclass(frozen=True)
class Tag:
    """A state in a word. Colours: grey, green, aqua-green, blue, purple, pink, red, orange,
    yellow, white."""

    text: str
    colour: str = "grey"


@dataclass(frozen=True)
class Struck:
    """What does not count any more, struck out. Say beside it in words why: not everybody sees
    the line."""

    text: Any


@dataclass(frozen=True)
class Do:
    """A small form of one button, for an action on one line of a table.

    ``about`` tells lines apart for those who hear the page; ``data`` are hidden fields.
    """

    label: str
    url: str
    about: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """A list of label and value. Empty values read "Not given"."""

    title: str
    rows: Sequence[tuple[str, Cell]]
    links: Sequence[Link] = ()
    template: ClassVar[str] = "admin/panels/summary.html"


@dataclass(frozen=True)
class Table:
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = "Nothing yet."
    links: Sequence[Link] = ()
    template: ClassVar[str] = "admin/panels/table.html"


@dataclass(frozen=True)
class Words:
    """A few lines somebody wrote."""

    title: str
    text: str
    links: Sequence[Link] = ()
    template: ClassVar[str] = "admin/panels/words.html"


@dataclass(frozen=True)
class Block:
    """Anything else: a template of the app's own, given ``panel.context``."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Panel = Summary | Table | Words | Block
Maker = Callable[[Any, Any], Panel | Sequence[Panel] | None]

Pointer = Callable[[Any, Any], Link | None]

_makers: dict[type[Model], list[tuple[int, Maker]]] = {}
_pointers: dict[type[Model], list[Pointer]] = {}


def on(model: type[Model], order: int = 100) -> Callable[[Maker], Maker]:
    """Add a panel to the page of every record of this model: ``maker(user, record)``."""

    def add(maker: Maker) -> Maker:
        _makers.setdefault(model, []).append((order, maker))
        return maker

    return add


FIRST = 0


def of(user: Any, record: Model) -> list[Panel]:
    """The panels other apps add to this record's page, below its own."""
    return _made(user, record, lambda order: order > FIRST)


def first(user: Any, record: Model) -> list[Panel]:
    """Those of order 0: they stand above everything, and on every page that leads to a decision
    about it."""
    return _made(user, record, lambda order: order == FIRST)


def _made(user: Any, record: Model, stands_here: Callable[[int], bool]) -> list[Panel]:
    makers = sorted(_makers.get(type(record), []), key=lambda pair: pair[0])
    wanted = [maker for order, maker in makers if stands_here(order)]
    return [panel for maker in wanted for panel in listed(maker(user, record))]


def way_on(model: type[Model]) -> Callable[[Pointer], Pointer]:
    """Add a way on beside the buttons of every record of this model: ``pointer(user, record)``."""

    def add(pointer: Pointer) -> Pointer:
        _pointers.setdefault(model, []).append(pointer)
        return pointer

    return add


def ways_on(user: Any, record: Model) -> list[Link]:
    found = [pointer(user, record) for pointer in _pointers.get(type(record), [])]
    return [link for link in found if link]


def listed(made: Panel | Sequence[Panel] | None) -> list[Panel]:
    if made is None:
        return []
    return list(made) if isinstance(made, list | tuple) else [made]


def of_form(form_class: type, record: Model) -> Summary:
    """The fields of a model form as label and value."""
    form = form_class(instance=record)
    rows = [(label_of(bound), _value(bound, record)) for bound in form.visible_fields()]
    return Summary("Details", rows)


def _value(bound: BoundField, record: Model) -> Cell:
    label = getattr(record, f"get_{bound.name}_display", None)
    if label:
        return label()
    value = getattr(record, bound.name, None)
    if isinstance(value, list) and getattr(bound.field, "choices", None):
        return words(bound, [str(one) for one in value])
    return value

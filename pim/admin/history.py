"""What was done to a record, and by whom, in words.

Each app says in ``AppConfig.ready()`` how its own acts are told, for those who read the trail::

    history.tell({"concern.raised": "Raised a concern"})
"""

from collections.abc import Callable, Mapping

from django.apps import apps
from django.db.models import Model

from pim.admin.panels import Table
from pim.models import AuditEvent

SHOWN = 30
FINGERPRINT = "_index"  # changes with what it is of, and is a word of the database
IN_WORDS = {"email": "e-mail address", "phone": "phone number"}


def panel(record: Model) -> Table:
    """The newest events first. Who only looked is left to those who read the whole trail."""
    events = AuditEvent.objects.about(record).exclude(action__endswith=".viewed")
    newest = events.select_related("actor").order_by("-at", "-pk")[:SHOWN]
    rows = [(event.at, who(event), what(event, type(record))) for event in newest]
    return Table("History", ["When", "Who", "What"], rows, empty="Nothing has been changed yet.")


def who(event: AuditEvent) -> str:
    return event.actor.name if event.actor else event.get_actor_kind_display()


def what(event: AuditEvent, model: type[Model] | None = None) -> str:
    """``site.changed`` with its codes reads "Changed: funders, name"."""
    if says := _in_detail.get(event.action):
        return says(event)
    words = event.action.rpartition(".")[2].replace("_", " ").capitalize()
    changed = str(event.codes.get("fields", "")).split()
    names = [_called(name, model) for name in changed if not name.endswith(FINGERPRINT)]
    return f"{words}: {', '.join(names)}" if names else words


_told: dict[str, str] = {}
_in_detail: dict[str, Callable[[AuditEvent], str]] = {}


def tell(sentences: Mapping[str, str]) -> None:
    """How acts are told, by their codes."""
    _told.update(sentences)


def tell_in_detail(sentences: Mapping[str, Callable[[AuditEvent], str]]) -> None:
    """How acts are told on the page of the record itself, to those who may see the record."""
    _in_detail.update(sentences)


def told(event: AuditEvent) -> str:
    """As a sentence; where nobody wrote one, the code as words: "Secret word locked"."""
    return _told.get(event.action) or _as_words(event.action)


def about(event: AuditEvent) -> str:
    """What kind of record it was, and its id: the trail keeps no names."""
    try:
        kind = apps.get_model(event.target_type)._meta.verbose_name
    except (LookupError, ValueError):
        kind = event.target_type
    return f"{_as_words(str(kind))} {event.target_id}"


def _as_words(code: str) -> str:
    return code.replace(".", " ").replace("_", " ").capitalize()


def _called(name: str, model: type[Model] | None) -> str:
    known = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    words = str(known.get(name, name.replace("_", " ")))
    return IN_WORDS.get(words, words)

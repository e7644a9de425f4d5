"""What was done to a record, and by whom, in words."""

from django.db.models import Model

from pim.admin.panels import Table
from pim.models import AuditEvent

SHOWN = 30


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
    words = event.action.rpartition(".")[2].replace("_", " ").capitalize()
    names = [_called(name, model) for name in str(event.codes.get("fields", "")).split()]
    return f"{words}: {', '.join(names)}" if names else words


def _called(name: str, model: type[Model] | None) -> str:
    known = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    return str(known.get(name, name.replace("_", " ")))

"""What the admin's templates need to draw cells and times."""

from datetime import date, datetime, time
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format

from pim import clock
from pim.admin.panels import Do, Link, Struck, Tag

register = template.Library()


@register.filter
def kind(value: Any) -> str:
    """Which part of ``admin/panels/cell.html`` draws this cell."""
    kinds = {Do: "do", Link: "link", Tag: "tag", Struck: "struck", list: "list", tuple: "list"}
    return kinds.get(type(value), "text")


@register.filter
def in_words(value: Any) -> str:
    match value:
        case None | "":
            return "Not given"
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return date_format(timezone.localtime(value), "j M Y, H:i")
        case date():
            return date_format(value, "j M Y")
        case time():
            return time_format(value, "H:i")
        case _:
            return str(value)


@register.filter
def how_long(since: datetime | date | None) -> str:
    """How long something has been waiting, in whole days."""
    if since is None:
        return ""
    began = timezone.localdate(since) if isinstance(since, datetime) else since
    days = (clock.today() - began).days
    if days < 1:
        return "since today" if days == 0 else f"from {date_format(began, 'j M')}"
    return "since yesterday" if days == 1 else f"for {days} days"


@register.filter
def button_class(style: str) -> str:
    return "nhsuk-button" if style == "primary" else f"nhsuk-button nhsuk-button--{style}"

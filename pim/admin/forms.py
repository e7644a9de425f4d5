"""How the admin makes the forms it shows."""

import inspect
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from pim.admin.buttons import Button
from pim.forms.base import PimForm


def build(
    form_class: type[forms.Form], request: HttpRequest, record: Model | None = None, **extra: Any
) -> forms.Form:
    """A form whose ``__init__`` names ``user`` or ``record`` is given them.

    ``instance`` is for model forms; another form gets nothing of it.
    """
    known = inspect.signature(form_class.__init__).parameters
    given = {"user": request.user, "record": record}
    extra |= {name: value for name, value in given.items() if name in known}
    if not issubclass(form_class, forms.ModelForm):
        extra.pop("instance", None)
    return form_class(request.POST if request.method == "POST" else None, **extra)


def for_button(button: Button, request: HttpRequest, record: Model) -> forms.Form:
    """The form a button asks first; without one of its own, only the button itself."""
    form_class = button.form or type("Confirm", (PimForm,), {"submit_label": button.label})
    extra = {"initial": button.initial(record)} if button.initial else {}
    return build(form_class, request, record=record, **extra)

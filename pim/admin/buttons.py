"""Buttons on a record's page. Each calls one action; only a POST does anything.

    @button("Note a call", form=CallForm, when=lambda referral: referral.is_open)
    def note_call(self, referral, **asked):
        actions.note_call(referral=referral, **asked)

``asked`` holds ``by``, ``now`` and the answers of the form, if there is one. The method may
return an address to go to; else the record is shown again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import Form

Method = Callable[..., str | None]


@dataclass(frozen=True)
class Button:
    key: str
    label: str
    method: str
    form: type[Form] | None = None
    permission: str | None = None
    when: Callable[[Any], bool] = lambda record: True
    title: str = ""
    hint: str = ""
    done: str = "Done."
    style: str = "secondary"
    initial: Callable[[Any], dict] | None = None
    missing: Callable[[Any], Sequence[str]] = lambda record: ()
    told: Callable[[Any], Sequence[str]] = lambda record: ()
    step_up: bool = False

    @property
    def asks_first(self) -> bool:
        """Whether it leads to a small page, rather than acting at once."""
        return bool(self.form or self.hint)

    def fits(self, record: Model) -> bool:
        return bool(self.when(record))


def button(label: str, **options: Any) -> Callable[[Method], Method]:
    """Make a method of a ``PimModelAdmin`` a button.

    ``form``        a form to fill in first, on a page of its own
    ``title, hint`` heading and first line of that page; a hint alone makes a page to confirm
    ``when``        shown, and accepted, only where this is true of the record
    ``permission``  if it is not the admin's ``work_permission``
    ``done``        the sentence shown afterwards; never with a name in it
    ``style``       "primary", "secondary", "warning", or "aside" for what is seldom done
    ``initial``     what the form holds beforehand, by the record
    ``missing``     sentences on what has to be done first; where there are any, the small page
                    shows them in place of the form
    ``told``        sentences on what to know before, by the record; shown above the form
    ``step_up``     ask who she is again, as on a screen with ``step_up``
    """

    def mark(method: Method) -> Method:
        name = method.__name__
        method.button = Button(name.replace("_", "-"), label, name, **options)
        return method

    return mark


def buttons_of(admin_class: type) -> list[Button]:
    """In the order in which they are written down, those of a parent class first."""
    found: dict[str, Button] = {}
    for kind in reversed(admin_class.__mro__):
        for name, method in vars(kind).items():
            if hasattr(method, "button"):
                found[name] = method.button
    return list(found.values())

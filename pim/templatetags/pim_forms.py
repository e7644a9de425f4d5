"""What the crispy template pack ``pim`` needs to draw NHS.UK markup.

A widget is drawn with its classes and descriptions given at that moment; nothing is written
back into the form, so a form can be drawn twice.
"""

from collections.abc import Iterator

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from pim.forms.dates import PARTS, DatePartsWidget

register = template.Library()

CLASSES = (
    (forms.Textarea, "nhsuk-textarea"),
    (forms.CheckboxInput, "nhsuk-checkboxes__input"),
    (forms.Select, "nhsuk-select"),
    (forms.FileInput, "nhsuk-file-upload"),
    (forms.widgets.Input, "nhsuk-input"),
)
KINDS = (
    (DatePartsWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
)


@register.filter
def kind(field: BoundField) -> str:
    """Which part of the template draws this field."""
    if field.is_hidden:
        return "hidden"
    return next((name for widget, name in KINDS if isinstance(field.field.widget, widget)), "plain")


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A text box, list or tick box with our classes, its hint and its error tied to it."""
    widget = field.field.widget
    base = next((name for kind, name in CLASSES if isinstance(widget, kind)), "nhsuk-input")
    classes = [base, widget.attrs.get("class", "")]
    if field.errors:
        classes.append(f"{base}--error")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def date_parts(field: BoundField) -> Iterator[dict]:
    """The three boxes of a date, each with its label and whether the error is about it."""
    wrong = parts_in_error(field)
    for part, box in zip(PARTS, field.subwidgets[0].data["subwidgets"], strict=True):
        attrs = {name: said for name, said in box["attrs"].items() if name != "aria-invalid"}
        attrs["class"] = f"nhsuk-input {attrs.get('class', '')}"
        if part in wrong:
            attrs |= {"class": f"{attrs['class']} nhsuk-input--error", "aria-invalid": "true"}
        yield {"label": part.capitalize(), "box": {**box, "attrs": attrs}}


def parts_in_error(field: BoundField) -> list[str]:
    """The boxes named by the code of the field's first error; all of them if it names none."""
    if not field.errors:
        return []
    code = field.errors.as_data()[0].code or ""
    return [part for part in PARTS if part in code.split()] or list(PARTS)


@register.filter
def options(field: BoundField) -> Iterator[dict]:
    """The answers of a choice, each with its hint and the fields shown under it."""
    hints = getattr(field.field, "hints", {})
    reveals = getattr(field.field, "reveals", {})
    for option in field:
        value = str(option.data["value"])
        hint_id = f"{option.id_for_label}_hint" if value in hints else ""
        yield {
            "data": option.data,
            "id": option.id_for_label,
            "label": option.choice_label,
            "hint": hints.get(value, ""),
            "hint_id": hint_id,
            "reveals": [field.form[name] for name in reveals.get(value, ())],
        }


@register.simple_tag
def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error in the order of the page, with the box it is about."""
    links = [{"href": "", "words": words} for words in form.non_field_errors()]
    for name in form.fields:
        field = form[name]
        links += [{"href": f"#{first_box(field)}", "words": words} for words in field.errors]
    return links


def first_box(field: BoundField) -> str:
    """The id of the first box the error is about."""
    match kind(field):
        case "date":
            return f"{field.auto_id}_{PARTS.index(parts_in_error(field)[0])}"
        case "radios" | "checkboxes":
            return f"{field.auto_id}_0"
        case _:
            return field.id_for_label


@register.filter
def heads_page(field: BoundField) -> bool:
    """Whether this field's label is the heading of the page."""
    form = field.form
    return bool(getattr(form, "one_question", False)) and next(iter(form.fields)) == field.name

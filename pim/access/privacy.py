"""What each column says about a person.

Every model declares an inner ``class Privacy`` that lists each of its fields under exactly one
class below. A test fails on a field nobody classified.

identifying   contact details; encrypted; nulled when a person is erased
searchable    names, postcode district; plain for search; nulled when a person is erased
free_text     words somebody wrote; encrypted; nulled when a person is erased
worked_out    sentences made of the rest, such as why two fit; emptied when a person is erased
special       health and family facts as codes, dates and numbers; kept, pseudonymous
account       how a person gets in: a sign-in, or the hash of a secret word
operational   ids, states, times
"""

from django.db.models import Model

CLASSES = (
    *("identifying", "searchable", "free_text", "worked_out"),
    *("special", "account", "operational"),
)
ERASED = ("identifying", "searchable", "free_text")
EMPTIED = ("worked_out",)  # to what such a column holds from the start
ENCRYPTED = ("identifying", "free_text")


def classes_of(model: type[Model]) -> dict[str, str]:
    """Field name -> privacy class. Raises ``LookupError`` naming what is missing or double."""
    declared = getattr(model, "Privacy", None)
    listed = [(name, kind) for kind in CLASSES for name in getattr(declared, kind, ())]
    columns = {field.name for field in model._meta.concrete_fields}
    names = [name for name, _ in listed]
    wrong = (columns ^ set(names)) | {name for name in names if names.count(name) > 1}
    if wrong:
        raise LookupError(f"{model._meta.label}: classify once each of {sorted(wrong)}")
    return dict(listed)

"""The usual way in Django, row by row: far fewer rows of it, and fewer columns."""

from bench.export.answers import ANSWERS
from bench.report import Figure
from bench.timing import in_turns
from outcomes.models import Answer

ROWS, ROUNDS = 20_000, 2
TO_REFERRAL = "response__request__referral"
FIELDS = (
    "item",
    "option__code",
    "missing",
    "response__mode",
    "response__instrument__key",
    "response__instrument__version",
    "response__request__wave__key",
    f"{TO_REFERRAL}__site__slug",
    f"{TO_REFERRAL}__source",
    f"{TO_REFERRAL}__status",
)


def slow(whole: float) -> Figure:
    took = in_turns(ROUNDS, usual=_exported)["usual"]
    return Figure(
        "django-import-export / CSV with all of laying out, a row",
        (took / ROWS) / (whole / ANSWERS),
        ">= 30",
        f"{took:.2f} s for {ROWS:,} rows of {len(FIELDS)} columns, of {ANSWERS:,} rows",
    )


def _exported() -> None:
    from import_export.resources import modelresource_factory

    resource = modelresource_factory(Answer, meta_options={"fields": FIELDS})()
    joined = {field.rpartition("__")[0] for field in FIELDS} - {""}
    some = Answer.objects.select_related(*joined).order_by("pk")[:ROWS]
    assert len(resource.export(some).csv.splitlines()) == ROWS + 1

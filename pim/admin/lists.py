"""List pages: columns, filters as links, fifty to a page. Nothing typed is in an address."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ForeignKey, Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from pim.admin import keyset

PER_PAGE = 50
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Filter:
    """``choices(user)`` gives pairs of value and label; ``apply`` narrows the list to one."""

    key: str
    label: str
    choices: Callable[[Any], Sequence[tuple[str, str]]]
    apply: Callable[[QuerySet, str], QuerySet]


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    is_chosen: bool


def filter_for(model: type[Model], name: str, label: str = "") -> Filter:
    """The filter of a field: its choices, yes and no, or the rows it may point to."""
    field = model._meta.get_field(name)
    return Filter(
        name,
        label or capfirst(field.verbose_name),
        _choices_of(field),
        lambda rows, value: rows.filter(**{name: value}),
    )


def _choices_of(field) -> Callable[[Any], Sequence[tuple[str, str]]]:
    if isinstance(field, ForeignKey):
        seen = field.related_model._default_manager.visible_to
        return lambda user: [(str(row.pk), str(row)) for row in seen(user)]
    if isinstance(field, BooleanField):
        return lambda user: [("True", "Yes"), ("False", "No")]
    return lambda user: [(str(value), str(label)) for value, label in field.choices]


class ListPage:
    """What the list template draws."""

    def __init__(self, admin: Any, request: HttpRequest) -> None:
        self.admin, self.request, self.model = admin, request, admin.model
        self.filters = [self._filter(one) for one in admin.filters]
        self.choices = {one.key: list(one.choices(request.user)) for one in self.filters}
        self.chosen = dict(self._chosen())
        self.page = self._page()
        self.count, self.is_more = keyset.counted(self._chosen_rows())

    def _filter(self, given: str | Filter) -> Filter:
        return given if isinstance(given, Filter) else filter_for(self.model, given)

    def _chosen(self) -> Iterator[tuple[str, str]]:
        """Only values we offer ourselves; anything else in the address is passed over."""
        for key, choices in self.choices.items():
            value = self.request.GET.get(key)
            if value in [offered for offered, _ in choices]:
                yield key, value

    def _chosen_rows(self) -> QuerySet:
        rows = self.admin.get_queryset(self.request)
        for one in self.filters:
            if one.key in self.chosen:
                rows = one.apply(rows, self.chosen[one.key])
        return rows

    def _page(self) -> keyset.KeysetPage:
        asked, ordering = self.request.GET, self.admin.get_ordering(self.request) or ["pk"]
        after, before = asked.get(AFTER, ""), asked.get(BEFORE, "")
        return keyset.page_of(self._chosen_rows(), ordering, PER_PAGE, after=after, before=before)

    @property
    def how_many(self) -> str:
        return f"{'More than ' if self.is_more else ''}{self.count:,}"

    @property
    def headings(self) -> list[str]:
        return [self._heading(name) for name in self.admin.list_display]

    def _heading(self, name: str) -> str:
        described = getattr(getattr(self.admin, name, None), "short_description", None)
        if described is None and name in {one.name for one in self.model._meta.fields}:
            described = self.model._meta.get_field(name).verbose_name
        return capfirst(described or name.replace("_", " "))

    def rows(self) -> Iterator[dict]:
        records = self.page.rows
        self.admin.prepare_for(self.request.user, records)
        for record in records:
            yield {
                "url": self.admin.address_of(record),
                "cells": [self._cell(record, name) for name in self.admin.list_display],
            }

    def _cell(self, record: Model, name: str) -> Any:
        if callable(method := getattr(self.admin, name, None)):
            return method(record)
        if callable(label := getattr(record, f"get_{name}_display", None)):
            return label()
        value = getattr(record, name)
        return value() if callable(value) else value

    def filter_links(self) -> Iterator[dict]:
        """Filters with something to choose between."""
        for one in self.filters:
            if len(self.choices[one.key]) > 1:
                offered = [("", "All"), *self.choices[one.key]]
                yield {"label": one.label, "choices": [self._choice(one, *c) for c in offered]}

    def _choice(self, one: Filter, value: str, label: str) -> Choice:
        is_chosen = self.chosen.get(one.key, "") == value
        return Choice(label, self._address(self.chosen | {one.key: value}), is_chosen)

    @property
    def previous(self) -> str:
        return self._turn(BEFORE, self.page.before)

    @property
    def next(self) -> str:
        return self._turn(AFTER, self.page.after)

    def _turn(self, way: str, key: str) -> str:
        return self._address(self.chosen | {way: key}) if key else ""

    def _address(self, chosen: dict[str, str]) -> str:
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in chosen.items() if value})
        options = self.model._meta
        path = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        return f"{path}?{query.urlencode()}" if query else path

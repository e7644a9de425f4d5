"""The pictures of a report, each with its table."""

from collections.abc import Iterator
from functools import cached_property

from outcomes import pictures
from outcomes.pictures import Picture
from outcomes.report import Change
from outcomes.report.words.parts import Part, scale_name


class PictureWords(Part):
    @cached_property
    def all(self) -> list[Picture]:
        """Drawn once."""
        return [one for one in self._drawn() if one]

    def of_groups(self) -> list[Picture]:
        return [one for one in self.all if not one.is_individual and not _is_of_areas(one)]

    def of_areas(self) -> list[Picture]:
        return [one for one in self.all if _is_of_areas(one)]

    def of_scales(self) -> list[Picture]:
        return [one for one in self.all if one.is_individual]

    def called(self, key: str) -> Picture | None:
        return next((one for one in self.all if one.key == key), None)

    def _drawn(self) -> Iterator[Picture | None]:
        rows = [pictures.Row(scale_name(one), one.figures) for one in self.report.changes]
        yield pictures.forest("forest", rows)
        yield from self._in_groups()
        for change in self.report.changes:
            yield from _of_scale(change)

    def _in_groups(self) -> Iterator[Picture | None]:
        found = self.report.areas
        months = [
            pictures.Month(f"{one.first_day:%b %y}", one.answered, one.asked)
            for one in found.months
        ]
        yield pictures.run_chart("months", "Answered at the end, by month of asking", months)
        if found.can_be_compared:
            yield pictures.funnel("funnel-answered", "Answered at the end", found.answered)
            if found.better:
                what = f"Reliably better on {self.report.changes[0].definition.name}"
                yield pictures.funnel("funnel-better", what, found.better)


def _is_of_areas(picture: Picture) -> bool:
    return picture.key.startswith("funnel-")


def _of_scale(change: Change) -> Iterator[Picture | None]:
    pairs = {(a, b): n for (a, b), n in change.counts.items() if a is not None and b is not None}
    if not pairs:
        return
    name, scale, higher_is = scale_name(change), change.scale, change.definition.higher_is
    key = f"{change.definition.key}-{scale.key}"
    yield pictures.paired_dots(f"pairs-{key}", name, pairs, scale)
    yield pictures.jacobson(f"jacobson-{key}", name, pairs, scale, higher_is)
    yield pictures.waterfall(f"waterfall-{key}", name, pairs, scale, higher_is)

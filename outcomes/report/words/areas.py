"""Areas as a funnel, in words."""

from outcomes import statistics
from outcomes.report.words.numbers import null, percent
from outcomes.report.words.parts import Grid, Line, Part

WHERE = {
    None: "Inside: no more than chance",
    "95": "Outside the 95% limits: worth a look",
    "99.8": "Outside the 99.8% limits: worth asking why",
}


class AreaWords(Part):
    def funnels(self) -> list[Grid]:
        """In the order of the alphabet: which area is first says nothing."""
        found = self.report.areas
        if not found.can_be_compared:
            return []
        answered = self._grid("areas-answered", "Answered at the end, by area", found.answered)
        if found.better is None:
            return [answered]
        name = self.report.changes[0].definition.name
        better = f"Reliably better on {name}, of those who answered both times, by area"
        return [answered, self._grid("areas-better", better, found.better)]

    def _grid(self, key: str, caption: str, found: statistics.Funnel) -> Grid:
        heads = ["", "Share", "95% limits at this size", "99.8% limits", "Reading"]
        lines = [Line(area.area, self._area(area)) for area in found.areas]
        lines.append(Line("All together", [self.share(found.x, found.n), "", "", ""]))
        return Grid(key, caption, heads, lines)

    def _area(self, area: statistics.Area) -> list[str]:
        share = self.share(area.x, area.n, with_interval=False)
        if area.limits95 is None or area.limits998 is None:
            why = null(area.reason or statistics.Reason.NO_ANSWERS)
            return [share, why, why, why]
        return [share, _limits(area.limits95), _limits(area.limits998), WHERE[area.outside]]


def _limits(ends: statistics.Interval) -> str:
    return " to ".join(map(percent, ends))

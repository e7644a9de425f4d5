"""What each criterion is worth in a programme: data, with its meaning in plain English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

# Worth more than all that leaving somebody without a volunteer could gain the others: the
# largest list times the most that one pair may bring.
MATCH = 1_000_000_000
LARGEST_LIST = 20_000
MOST_A_PAIR = MATCH // LARGEST_LIST
LONGEST_WAIT_COUNTED = 365  # days


class Weight(NamedTuple):
    points: int
    meaning: str
    most: int = 1  # how often it can count for one pair


DEFAULT_WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "waiting": Weight(
            40, "for each day she has waited, up to a year", most=LONGEST_WAIT_COUNTED
        ),
        "experience": Weight(
            120, "for each thing they have both been through, if she wished so", most=8
        ),
        "continuity": Weight(200, "if the volunteer was there for her before"),
        "language": Weight(150, "if they share her own language and that is not English"),
        "background": Weight(
            80, "for each thing in her background that the volunteer shares, if she wished so", 15
        ),
        "background_left_out": Weight(
            120, "if the volunteer has no background that she would rather not have"
        ),
        "same_area": Weight(100, "if the volunteer lives in the same postcode district"),
        "travels": Weight(60, "if the volunteer travels to her district"),
        "times": Weight(50, "for each part of the week that suits both", most=4),
        "days": Weight(10, "for each day of the week that suits both", most=7),
        "formats": Weight(30, "for each way of meeting that suits both", most=5),
        "stage": Weight(60, "if the volunteer likes to help at her baby's age"),
        "first_weeks": Weight(80, "from six weeks before the birth to six weeks after"),
    }
)


@dataclass(frozen=True)
class Weights:
    of: Mapping[str, Weight] = field(default_factory=lambda: DEFAULT_WEIGHTS)

    def points(self, key: str) -> int:
        return self.of[key].points

    def changed(self, **points: int) -> "Weights":
        """The same meanings with other points, as a programme may set them."""
        if unknown := points.keys() - self.of.keys():
            raise ValueError(f"There is no weight called {', '.join(sorted(unknown))}.")
        if any(value < 0 for value in points.values()):
            raise ValueError("A weight cannot be below 0: a better fit never counts against her.")
        new = {**self.of, **{k: self.of[k]._replace(points=v) for k, v in points.items()}}
        if sum(weight.points * weight.most for weight in new.values()) > MOST_A_PAIR:
            raise ValueError(
                "These weights are too large together: leaving somebody without a volunteer "
                "must never be worth it."
            )
        return Weights(new)


STANDARD = Weights()

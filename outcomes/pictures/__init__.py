"""Pictures of scores as SVG made on the server: classes and attributes, no style, no script.

Every picture brings the table that says the same. Shapes and broken lines tell things apart,
never colour alone. Axes span the whole scale.
"""

from outcomes.pictures.change import jacobson, paired_dots, waterfall
from outcomes.pictures.drawing import Picture, Svg
from outcomes.pictures.groups import Point as Month
from outcomes.pictures.groups import Row, forest, funnel, run_chart
from outcomes.pictures.scores import Point, line_chart
from outcomes.pictures.stacked import Row as Bar
from outcomes.pictures.stacked import stacked

__all__ = [
    "Bar",
    "Month",
    "Picture",
    "Point",
    "Row",
    "Svg",
    "forest",
    "funnel",
    "jacobson",
    "line_chart",
    "paired_dots",
    "run_chart",
    "stacked",
    "waterfall",
]

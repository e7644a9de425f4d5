"""Figures over groups of people. Pure; distributions come from scipy, never from us.

Change is always *post minus pre*, in points of the scale. Whatever cannot be computed is None
with a reason; nothing here is ever nan, infinite or a p of exactly zero.

Import ``scipy`` itself, never a part of it: its parts load at their first use, and no process of
the service waits at its start for figures it may never draw.

Uncontrolled before-and-after figures cannot show what caused a change. They may be worded as
"scores were lower after the programme in those who answered both times", never as an effect.
"""

from outcomes.statistics.funnel import Area, Funnel, funnel
from outcomes.statistics.paired import PairedChange, TTest, Wilcoxon, paired_change
from outcomes.statistics.proportions import Proportion, mcnemar_p, proportion, wilson
from outcomes.statistics.reasons import Interval, Reason
from outcomes.statistics.reliability import Reliability, cronbach_alpha
from outcomes.statistics.reliable import (
    Change,
    Cutoffs,
    JacobsonTruax,
    jacobson_truax,
    jacobson_truax_cutoffs,
    reliable_class,
)
from outcomes.statistics.scale_change import Caseness, ScaleChange, scale_change
from outcomes.statistics.talking_therapies import Course, course, course_counts
from outcomes.statistics.two_groups import TwoGroups, Welch, compare

__all__ = [
    "Area",
    "Caseness",
    "Change",
    "Course",
    "Cutoffs",
    "Funnel",
    "Interval",
    "JacobsonTruax",
    "PairedChange",
    "Proportion",
    "Reason",
    "Reliability",
    "ScaleChange",
    "TTest",
    "TwoGroups",
    "Welch",
    "Wilcoxon",
    "compare",
    "course",
    "course_counts",
    "cronbach_alpha",
    "funnel",
    "jacobson_truax",
    "jacobson_truax_cutoffs",
    "mcnemar_p",
    "paired_change",
    "proportion",
    "reliable_class",
    "scale_change",
    "wilson",
]

"""Figures over groups of people. Pure; distributions come from libraries, never from us.

Change is always *post minus pre*, in points of the scale. Whatever cannot be computed is None
with a reason; nothing here is ever nan, infinite or a p of exactly zero.

Import ``scipy`` itself, never a part of it: its parts load at their first use, and no process of
the service waits at its start for figures it may never draw.

Figures over people come twice: from lists (``paired_change``), and from how many people have
each figure (``paired_change_of``, ``Counts``), which costs the different pairs only. Both are the
same to the last digit.

Uncontrolled before-and-after figures cannot show what caused a change. They may be worded as
"scores were lower after the programme in those who answered both times", never as an effect.
"""

from outcomes.statistics.exact import Counts, counted
from outcomes.statistics.funnel import Area, Funnel, funnel
from outcomes.statistics.paired import PairedChange, TTest, paired_change, paired_change_of
from outcomes.statistics.proportions import Proportion, mcnemar_p, proportion, wilson
from outcomes.statistics.random_intercept import RandomIntercept, random_intercept
from outcomes.statistics.reasons import Interval, Reason
from outcomes.statistics.reliability import Reliability, cronbach_alpha
from outcomes.statistics.reliable import (
    Change,
    Cutoffs,
    JacobsonTruax,
    jacobson_truax,
    jacobson_truax_cutoffs,
    reliable_class,
    reliable_points,
)
from outcomes.statistics.scale_change import (
    Caseness,
    ClinicalChange,
    Origin,
    ReliableRule,
    ScaleChange,
    scale_change,
    scale_change_of,
)
from outcomes.statistics.sensitivity import baseline_carried_forward, silent_counted_unchanged
from outcomes.statistics.signed_rank import Wilcoxon
from outcomes.statistics.talking_therapies import Course, course, course_counts
from outcomes.statistics.two_groups import (
    Scores,
    TwoGroups,
    Welch,
    compare,
    compare_of,
    finished_against_lost,
)

__all__ = [
    "Area",
    "Caseness",
    "Change",
    "ClinicalChange",
    "Counts",
    "Course",
    "Cutoffs",
    "Funnel",
    "Interval",
    "JacobsonTruax",
    "Origin",
    "PairedChange",
    "Proportion",
    "RandomIntercept",
    "Reason",
    "Reliability",
    "ReliableRule",
    "ScaleChange",
    "Scores",
    "TTest",
    "TwoGroups",
    "Welch",
    "Wilcoxon",
    "baseline_carried_forward",
    "compare",
    "compare_of",
    "counted",
    "course",
    "course_counts",
    "cronbach_alpha",
    "finished_against_lost",
    "funnel",
    "jacobson_truax",
    "jacobson_truax_cutoffs",
    "mcnemar_p",
    "paired_change",
    "paired_change_of",
    "proportion",
    "random_intercept",
    "reliable_class",
    "reliable_points",
    "scale_change",
    "scale_change_of",
    "silent_counted_unchanged",
    "wilson",
]

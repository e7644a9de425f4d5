from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from outcomes.enums import WaveKey

BEFORE = "before"
"""Her last complete total before support: that of the start, or else that of asking. Who was
matched too quickly to be asked twice is compared all the same."""

SPANS = (
    (WaveKey.ASKED, WaveKey.START),
    (BEFORE, WaveKey.END),
    (WaveKey.END, WaveKey.FOLLOW_UP),
)
"""The pairs of times that are counted: while waiting, with support, and afterwards."""

OF_A_SPAN = reduce(or_, (Q(first_wave=first, second_wave=second) for first, second in SPANS))
"""Counts by another plan are refused: whoever makes them has an older version of this list."""


class Pair(models.Model):
    """Women of one month who went from one score to another. An empty score is an answer that
    is missing."""

    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    month = models.DateField(help_text="Its first day.")
    instrument = models.SlugField()
    scale = models.CharField(max_length=20)
    first_wave = models.CharField(
        max_length=10, help_text="A wave, or ``before``: the last one answered before support."
    )
    second_wave = models.CharField(max_length=10)
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)
    n = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.instrument} {self.scale} {self.month}"


class PairCount(Pair):
    """How many women of one month went from one score to another: report figures kept ready.

    Counts add up over months, sites and programmes, and every figure about change in a group can
    be worked out from them. The month is that in which she asked for support. An empty ``site``
    is a referral outside every area.
    """

    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)

    class Privacy:
        special = ("before", "after")
        operational = (
            "id",
            "programme",
            "site",
            "month",
            "instrument",
            "scale",
            "first_wave",
            "second_wave",
            "n",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "programme",
                    "month",
                    "site",
                    "instrument",
                    "scale",
                    "first_wave",
                    "second_wave",
                    "before",
                    "after",
                ],
                nulls_distinct=False,
                name="pair_count_once",
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="pair_count_of_a_score",
            ),
            models.CheckConstraint(condition=Q(n__gt=0), name="pair_count_of_someone"),
            models.CheckConstraint(condition=OF_A_SPAN, name="pair_count_of_a_span"),
        ]


class PairSum(Pair):
    """What the counts of all sites of a programme add up to in one month.

    A report about the whole programme reads these. Whoever renews a month of a site adds its
    month up anew in the same transaction, so it is always the sum of what is stored.
    """

    class Privacy:
        special = ("before", "after")
        operational = (
            "id",
            "programme",
            "month",
            "instrument",
            "scale",
            "first_wave",
            "second_wave",
            "n",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "programme",
                    "first_wave",
                    "second_wave",
                    "month",
                    "instrument",
                    "scale",
                    "before",
                    "after",
                ],
                nulls_distinct=False,
                include=["n"],
                name="pair_sum_once",
            )
        ]


class StaleCounts(models.Model):
    """A month of a site whose counts must be made anew. PostgreSQL's triggers write these rows,
    whatever changed a score; one row a change, so that nobody waits for anybody."""

    programme = models.ForeignKey("pim.Programme", on_delete=models.PROTECT)
    site = models.ForeignKey("pim.Site", null=True, on_delete=models.PROTECT)
    month = models.DateField()

    class Privacy:
        operational = ("id", "programme", "site", "month")

    def __str__(self):
        return f"{self.programme_id} {self.month}"

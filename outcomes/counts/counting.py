"""The one statement that counts pairs of scores, for whichever referrals are asked about."""

from django.db.models import Q

from outcomes.enums import ResponseStatus, WaveKey
from outcomes.models.figures import BEFORE, SPANS
from outcomes.windows import came_while_due_sql
from referrals.enums import ClosedReason

TIMES = {
    **{key: f"at_{key}" for span in SPANS for key in span if key != BEFORE},
    BEFORE: f"coalesce(at_{WaveKey.START}, at_{WaveKey.ASKED})",
}

NOT_COUNTED = (ClosedReason.DUPLICATE, ClosedReason.NOT_GENUINE)

WHO_COUNTS = Q(held_for="") & ~Q(closed_reason__in=NOT_COUNTED)
"""Each person who asked once; what is held back counts when somebody says it is real."""

MONTH = "(date_trunc('month', r.asked_at AT TIME ZONE 'Europe/London'))::date"
STARTS = "((b.month::timestamp) AT TIME ZONE 'Europe/London')"
ENDS = "((b.month + interval '1 month') AT TIME ZONE 'Europe/London')"

ASKED_IN_MONTH = f"""
    r.programme_id = b.programme_id AND r.asked_at >= {STARTS} AND r.asked_at < {ENDS}
"""
OF_A_MONTH = f"{ASKED_IN_MONTH} AND r.site_id IS NOT DISTINCT FROM b.site_id"
"""Joins a referral ``r`` to the month ``b`` of the site it counts for."""


def counted(whose: str) -> str:
    """SELECT of every pair of scores that came in while due, and how many women have it.

    ``whose``: what stands after FROM and names the referrals as ``r``, with its own WHERE left
    out, such as ``referrals_referral r``; the caller may add conditions in a JOIN.
    """
    waves = ", ".join(
        f"max(s.total) FILTER (WHERE w.key = '{key}') AS at_{key}" for key in TIMES if key != BEFORE
    )
    spans = ", ".join(
        f"('{first}', '{second}', {TIMES[first]}, {TIMES[second]})" for first, second in SPANS
    )
    left_out = ", ".join(f"'{reason}'" for reason in NOT_COUNTED)
    return f"""
        SELECT programme_id, site_id, month, instrument, scale,
               span.first_wave, span.second_wave, span.before, span.after, count(*)::int AS n
        FROM (
            SELECT r.programme_id, r.site_id, {MONTH} AS month, r.id,
                   i.key AS instrument, s.scale, {waves}
            FROM {whose}
            JOIN outcomes_questionnairerequest q ON q.referral_id = r.id
            JOIN outcomes_wave w ON w.id = q.wave_id
            JOIN outcomes_response a
                ON a.request_id = q.id AND a.status = '{ResponseStatus.COMPLETED}'
            JOIN outcomes_instrument i ON i.id = a.instrument_id
            JOIN outcomes_score s ON s.response_id = a.id AND s.total IS NOT NULL
            WHERE r.held_for = '' AND r.closed_reason NOT IN ({left_out})
              AND {came_while_due_sql("a", "q", "w")}
            GROUP BY r.id, r.programme_id, r.site_id, r.asked_at, i.key, s.scale
        ) AS hers
        CROSS JOIN LATERAL (VALUES {spans}) AS span(first_wave, second_wave, before, after)
        WHERE span.before IS NOT NULL OR span.after IS NOT NULL
        GROUP BY programme_id, site_id, month, instrument, scale,
                 span.first_wave, span.second_wave, span.before, span.after
    """

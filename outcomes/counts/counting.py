"""The one statement that counts pairs of scores, for whichever referrals are asked about."""

from django.db.models import Q

from outcomes.enums import ResponseStatus, WaveKey
from referrals.enums import ClosedReason

SPANS = (
    (WaveKey.ASKED, WaveKey.START),
    (WaveKey.ASKED, WaveKey.END),
    (WaveKey.START, WaveKey.END),
    (WaveKey.END, WaveKey.FOLLOW_UP),
)
"""The pairs of waves that are counted: while waiting, with support, and afterwards."""

NOT_COUNTED = (ClosedReason.DUPLICATE, ClosedReason.NOT_GENUINE)

WHO_COUNTS = Q(held_for="") & ~Q(closed_reason__in=NOT_COUNTED)
"""Each person who asked once; what is held back counts when somebody says it is real."""

MONTH = "(date_trunc('month', r.asked_at AT TIME ZONE 'Europe/London'))::date"
STARTS = "((b.month::timestamp) AT TIME ZONE 'Europe/London')"
ENDS = "((b.month + interval '1 month') AT TIME ZONE 'Europe/London')"

OF_A_MONTH = f"""
    r.programme_id = b.programme_id AND r.site_id IS NOT DISTINCT FROM b.site_id
    AND r.asked_at >= {STARTS} AND r.asked_at < {ENDS}
"""
"""Joins a referral ``r`` to the month ``b`` of the site it counts for."""


def counted(whose: str) -> str:
    """SELECT of every pair of scores and how many women have it.

    ``whose``: what stands after FROM and names the referrals as ``r``, with its own WHERE left
    out, such as ``referrals_referral r``; the caller may add conditions in a JOIN.
    """
    waves = ", ".join(
        f"max(s.total) FILTER (WHERE w.key = '{key}') AS at_{key}" for key in sorted(_waves())
    )
    spans = ", ".join(
        f"('{first}', '{second}', at_{first}, at_{second})" for first, second in SPANS
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
            GROUP BY r.id, i.key, s.scale
        ) AS hers
        CROSS JOIN LATERAL (VALUES {spans}) AS span(first_wave, second_wave, before, after)
        WHERE span.before IS NOT NULL OR span.after IS NOT NULL
        GROUP BY programme_id, site_id, month, instrument, scale,
                 span.first_wave, span.second_wave, span.before, span.after
    """


def _waves() -> set[str]:
    return {wave for span in SPANS for wave in span}

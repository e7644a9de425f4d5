"""Who is in a release: women of the study's programme who say yes to research now, herself."""

import secrets

from django.db import connection

from outcomes.counts.counting import NOT_COUNTED
from outcomes.models import Study, StudyCode
from referrals.enums import ClosedReason, Means, Purpose

# No vowels and nothing that reads like another sign: no code spells a word or turns to a number.
SIGNS = "BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 12
AT_A_TIME = 5000

NOT_HER_OWN = (Means.THROUGH_REFERRER, Means.BY_LINK)
"""A yes that came like this is not hers yet; a no counts however it came."""

WHO_IS_IN = """
CREATE TEMP TABLE release_in ON COMMIT DROP AS
WITH people AS (
    SELECT id, COALESCE(merged_into_id, id) AS person FROM referrals_parent
), decided AS (
    SELECT DISTINCT ON (people.person) people.person, said.given, said.wording_version
      FROM referrals_consent said
      JOIN referrals_referral about ON about.id = said.referral_id
      JOIN people ON people.id = about.parent_id
     WHERE said.purpose = %(purpose)s
       AND (NOT said.given OR said.means <> ALL(%(not_her_own)s)
            AND about.held_for = '' AND about.closed_reason <> %(not_genuine)s)
     ORDER BY people.person, said.at DESC, said.id DESC
)
SELECT episode.id AS referral, decided.wording_version AS consent_version
  FROM decided
  JOIN people USING (person)
  JOIN referrals_parent her ON her.id = people.id
  JOIN referrals_parent stays ON stays.id = people.person
  JOIN referrals_referral episode ON episode.parent_id = people.id
 WHERE decided.given
   AND episode.programme_id = %(programme)s
   AND episode.held_for = ''
   AND episode.closed_reason <> ALL(%(not_counted)s)
   AND her.erased_at IS NULL
   AND stays.erased_at IS NULL
"""
WITHOUT_A_CODE = """
SELECT referral FROM release_in
 WHERE NOT EXISTS (SELECT FROM outcomes_studycode known
                    WHERE known.study_id = %s AND known.referral_id = release_in.referral)
 LIMIT %s
"""


def gather(study: Study) -> None:
    """Note everybody who is in, and give each episode its code in this study."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS release_in")
        cursor.execute(
            WHO_IS_IN,
            {
                "purpose": Purpose.RESEARCH,
                "not_her_own": list(NOT_HER_OWN),
                "not_genuine": ClosedReason.NOT_GENUINE,
                "not_counted": list(NOT_COUNTED),
                "programme": study.programme_id,
            },
        )
    while _give_codes(study):
        pass


def _give_codes(study: Study) -> bool:
    """Made once, at random, from nothing about her."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_A_CODE, [study.pk, AT_A_TIME])
        new = [referral for (referral,) in cursor.fetchall()]
    StudyCode.objects.bulk_create(
        StudyCode(study=study, referral_id=referral, code=_code()) for referral in new
    )
    return bool(new)


def _code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))

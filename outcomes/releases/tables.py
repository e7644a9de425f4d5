"""What the rows of a release are read from: temporary tables of people, forms and questions.

They live as long as the transaction, and only here is anything counted or banded. Whatever may
become a cell and holds words is guarded against spreadsheets here too: once a person or a form,
not once an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from outcomes.definitions import Definition, Item, Kind
from outcomes.enums import MissingReason, RequestStatus, ResponseStatus, StopReason
from outcomes.instrument_documents import definition_of
from outcomes.models import Instrument, InstrumentOption, Study
from outcomes.releases import columns
from outcomes.releases.columns import Asked, Column
from outcomes.windows import came_while_due_sql
from pim.formulas import safe, safe_in_sql
from referrals.enums import AgeBand, ClosedReason, Situation, Status
from volunteers.enums import Attendance

# A loss is never told: only that we asked no further.
NOT_HER_CHOICE = (
    StopReason.LOSS,
    StopReason.SUPPORT_BEGAN,
    StopReason.SUPPORT_ENDED,
    StopReason.PAUSED,
    StopReason.BY_STAFF,
)
REASON_OF_CODE = {-96: MissingReason.DOES_NOT_APPLY, -97: MissingReason.RATHER_NOT}


def on_day(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'Europe/London')::date"


def band(figure: str, *lowest: int) -> str:
    """The lowest value of the band a figure falls into."""
    cases = " ".join(f"WHEN {figure} >= {low} THEN {low}" for low in sorted(lowest, reverse=True))
    return f"CASE {cases} END"


WEEKS = (0, 4, 8, 12, 16, 20, 24)

EPISODES = f"""
CREATE TEMP TABLE release_episode ON COMMIT DROP AS
SELECT episode.*,
       {band("sessions", 0, 1, 4, 8, 16)} AS sessions_band,
       {band("minutes", 0, 1, 240, 480, 960)} AS minutes_band,
       {band("days_to_accepted / 7", *WEEKS)} AS wait_accepted,
       {band("days_to_match / 7", *WEEKS)} AS wait_match,
       {band("days_to_session / 7", *WEEKS)} AS wait_session
  FROM (
    SELECT hers.referral, known.code, {safe_in_sql("hers.consent_version")} AS consent_version,
           {safe_in_sql("site.slug")} AS site_code, about.source,
           CASE WHEN her.age_band = ANY(%(under_18)s) THEN 'under_18'
                WHEN her.age_band = %(adult)s THEN '18_plus' END AS age_band,
           lost.is_lost,
           CASE WHEN NOT lost.is_lost THEN COALESCE(about.born_on, about.due_on) END AS birth_on,
           {on_day("about.asked_at")} AS asked_on,
           LEAST(alone.first_on, together.first_on) AS first_on,
           COALESCE(alone.n, 0) + COALESCE(together.n, 0) AS sessions,
           COALESCE(alone.minutes, 0) + COALESCE(together.minutes, 0) AS minutes,
           LEAST(COALESCE(matched.n, 0), 2) AS volunteers_band,
           matched.kinds AS match_kinds,
           CASE WHEN matched.n > 0 AND place.n > 0 THEN 'both' WHEN matched.n > 0 THEN 'one_to_one'
                WHEN place.n > 0 THEN 'group' ELSE 'none' END AS support_kind,
           CASE WHEN about.status <> %(closed)s THEN 'going_on'
                WHEN about.closed_reason = %(completed)s THEN 'completed'
                WHEN matched.n > 0 OR place.n > 0 THEN 'ended_early'
                ELSE 'not_begun' END AS ended,
           GREATEST({on_day("about.accepted_at")} - {on_day("about.asked_at")}, 0)
             AS days_to_accepted,
           GREATEST({on_day("matched.first_at")} - {on_day("about.accepted_at")}, 0)
             AS days_to_match,
           GREATEST(LEAST(alone.first_on, together.first_on) - {on_day("about.accepted_at")}, 0)
             AS days_to_session
      FROM release_in hers
      JOIN referrals_referral about ON about.id = hers.referral
      JOIN referrals_parent her ON her.id = about.parent_id
      JOIN outcomes_studycode known ON known.referral_id = about.id AND known.study_id = %(study)s
      LEFT JOIN pim_site site ON site.id = about.site_id
      CROSS JOIN LATERAL (
        SELECT about.situation = %(loss)s OR EXISTS (
            SELECT FROM referrals_loss said JOIN referrals_referral one ON one.id = said.referral_id
             WHERE one.parent_id = about.parent_id AND said.lifted_at IS NULL) AS is_lost
      ) lost
      LEFT JOIN (
        SELECT referral_id, count(DISTINCT volunteer_id) AS n, min(started_at) AS first_at,
               string_agg(DISTINCT kind, ' ' ORDER BY kind) AS kinds
          FROM volunteers_match JOIN release_in ON referral = referral_id
         WHERE started_at IS NOT NULL GROUP BY referral_id
      ) matched ON matched.referral_id = about.id
      LEFT JOIN (
        SELECT pair.referral_id, count(*) AS n, sum(met.minutes) AS minutes,
               min(met.held_on) AS first_on
          FROM volunteers_session met JOIN volunteers_match pair ON pair.id = met.match_id
          JOIN release_in ON referral = pair.referral_id
         WHERE met.attendance = %(happened)s AND met.withdrawn_at IS NULL GROUP BY 1
      ) alone ON alone.referral_id = about.id
      LEFT JOIN (
        SELECT referral_id, count(*) AS n
          FROM volunteers_groupplace JOIN release_in ON referral = referral_id GROUP BY 1
      ) place ON place.referral_id = about.id
      LEFT JOIN (
        SELECT hers.referral_id, count(*) AS n, sum(met.minutes) AS minutes,
               min(met.held_on) AS first_on
          FROM volunteers_groupattendance came
          JOIN volunteers_groupplace hers ON hers.id = came.place_id
          JOIN release_in ON referral = hers.referral_id
          JOIN volunteers_groupsession met ON met.id = came.session_id
         WHERE NOT met.fell_through GROUP BY 1
      ) together ON together.referral_id = about.id
  ) episode
"""
FORMS = f"""
CREATE TEMP TABLE release_form ON COMMIT DROP AS
SELECT form.*,
       floor((form.day - her.birth_on) / 7.0)::int AS weeks_from_birth,
       floor((form.day - her.birth_on) / 91.0)::int * 13 AS birth_band,
       form.day - her.asked_on AS days_from_asked,
       floor((form.day - her.asked_on) / 7.0)::int AS weeks_from_asked,
       form.day - her.first_on AS days_from_start,
       floor((form.day - her.first_on) / 7.0)::int AS weeks_from_start
  FROM (
    SELECT asked.referral_id AS referral, wave.key AS wave, kind.id AS instrument_id,
           {safe_in_sql("kind.key")} AS instrument, {safe_in_sql("kind.version")} AS version,
           {safe_in_sql("kind.scoring ->> 'language'")} AS language,
           done.id AS response, done.mode,
           CASE WHEN done.id IS NOT NULL THEN NULL
                WHEN asked.stopped_why = ANY(%(not_her_choice)s) THEN %(not_asked)s
                WHEN asked.status = %(refused)s THEN %(rather_not)s
                WHEN asked.status = %(stopped)s THEN %(withdrawn)s
           END AS left_out,
           CASE WHEN {came_while_due_sql("done", "asked", "wave")} THEN 'yes'
                WHEN done.id IS NOT NULL THEN 'no' END AS window_ok,
           min({on_day("done.completed_at")}) OVER (PARTITION BY asked.id) AS day
      FROM release_in
      JOIN outcomes_questionnairerequest asked ON asked.referral_id = release_in.referral
      JOIN outcomes_wave wave ON wave.id = asked.wave_id
      JOIN outcomes_requestinstrument line ON line.request_id = asked.id
      JOIN outcomes_instrument kind ON kind.id = line.instrument_id
      LEFT JOIN outcomes_response done
        ON done.request_id = asked.id AND done.instrument_id = kind.id
       AND done.status = %(done)s
     WHERE asked.stopped_why <> %(not_kept)s
  ) form
  JOIN release_episode her USING (referral)
"""
PEOPLE = """
CREATE TEMP TABLE release_person ON COMMIT DROP AS
SELECT her.*, {when}
       NULL::text AS withheld,
       COALESCE(scored.is_case, false) AS is_case,
       dense_rank() OVER (ORDER BY {alike}) AS alike
  FROM release_episode her
  LEFT JOIN (SELECT referral{pivots} FROM release_form GROUP BY referral) form USING (referral)
  LEFT JOIN (
    SELECT referral, bool_or(caseness) AS is_case
      FROM release_form JOIN outcomes_score ON response_id = response GROUP BY referral
  ) scored USING (referral)
"""
LINES = """
CREATE TEMP TABLE release_line ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY her.code, {in_time}, form.instrument) AS place, her.*,
       form.wave, form.instrument, form.instrument_id, form.version, form.language, form.mode,
       form.window_ok, form.response, form.left_out
  FROM release_form form JOIN release_person her USING (referral)
 ORDER BY place
"""
QUESTIONS = """
CREATE TEMP TABLE release_item (instrument_id uuid, item int, withheld bool) ON COMMIT DROP;
CREATE TEMP TABLE release_option (option bigint, code text, score int, reason text) ON COMMIT DROP;
CREATE TEMP TABLE release_scale (instrument_id uuid, scale text, items int[]) ON COMMIT DROP;
"""
ALL = ("in", "episode", "form", "person", "line", "item", "option", "scale", "blank")


def clear() -> None:
    """Left from another release of the same transaction."""
    names = ", ".join(f"release_{name}" for name in ALL)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {names}")


def make_room() -> None:
    """Room to join and sort in, for this transaction: releases are made one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")


def lay_out_forms(study: Study) -> tuple[Definition, ...]:
    """Episodes, their forms and the questions of these; gives every version that was asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            EPISODES,
            {
                "study": study.pk,
                "under_18": [AgeBand.UNDER_16, AgeBand.SIXTEEN_SEVENTEEN],
                "adult": AgeBand.ADULT,
                "closed": Status.CLOSED,
                "completed": ClosedReason.COMPLETED,
                "loss": Situation.LOSS,
                "happened": Attendance.HAPPENED,
            },
        )
        cursor.execute(
            FORMS,
            {
                "not_her_choice": list(NOT_HER_CHOICE),
                "not_asked": MissingReason.NOT_ASKED,
                "refused": RequestStatus.REFUSED,
                "rather_not": MissingReason.RATHER_NOT,
                "stopped": RequestStatus.STOPPED,
                "withdrawn": MissingReason.WITHDRAWN,
                "done": ResponseStatus.COMPLETED,
                "not_kept": StopReason.NOT_KEPT,
            },
        )
    return _lay_out_questions()


def lay_out_people(names: Sequence[str], waves: Sequence[str]) -> list[str]:
    """One row an episode with all that is told about her; gives the columns others may know."""
    when = columns.of_waves(names, waves)
    alike = in_order(names, when)
    statement = PEOPLE.format(
        when="".join(f"form.{column.name}, " for column in when),
        pivots="".join(f", {_pivot(column.name)}" for column in when),
        alike=", ".join(alike),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return alike


def lay_out_lines() -> None:
    """One row a form with all that is told of her: what is blanked is blank in every file.

    Their order, like that of the people, is that of random codes, and tells nothing.
    """
    in_time = f"array_position(ARRAY{list(columns.WAVES)}, form.wave::text)"
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(in_time=in_time))
        for name in ("form", "person", "line"):
            cursor.execute(f"ANALYZE release_{name}")


def in_order(names: Sequence[str], when: Sequence[Column]) -> list[str]:
    """What others may know of her: where, who and when first, as that is most worth keeping."""
    about = [column.name for column in columns.of_person(names) if column.reason]
    first = [name for name in about if name in columns.names(columns.WHO)]
    birth = [column.name for column in when if "birth" in column.name][:1]
    return list(dict.fromkeys([*first, *birth, *about, *columns.names(when)]))


def _pivot(name: str) -> str:
    wave = next(key for key in columns.WAVES if name.startswith(f"{key}_"))
    return f"max({name.removeprefix(f'{wave}_')}) FILTER (WHERE wave = '{wave}') AS {name}"


# --- Questionnaires ----------------------------------------------------------------------------


def _lay_out_questions() -> tuple[Definition, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT instrument_id FROM release_form")
        asked = [key for (key,) in cursor.fetchall()]
        cursor.execute(QUESTIONS)
    documents = Instrument.objects.filter(pk__in=asked).order_by("key", "version")
    definitions = {
        one.pk: definition_of(one.questionnaire, one.scoring) for one in documents.iterator()
    }
    for table, rows in (("item", _items), ("option", _options), ("scale", _scales)):
        _fill(f"release_{table}", rows, definitions)
    return tuple(definitions.values())


def questionnaires(definitions: Sequence[Definition]) -> dict[tuple[str, str], Any]:
    """The document each definition was read from."""
    keys = {definition.key for definition in definitions}
    kept = Instrument.objects.filter(key__in=keys)
    documents = {
        (key, version): text
        for key, version, text in kept.values_list("key", "version", "questionnaire")
    }
    return {(one.key, one.version): documents[one.key, one.version] for one in definitions}


def _fill(table: str, rows: Callable[[Any], Iterator[tuple]], definitions: Any) -> None:
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, f"INSERT INTO {table} VALUES %s", list(rows(definitions)))
        cursor.execute(f"ANALYZE {table}")


def _items(definitions: dict[Any, Definition]) -> Iterator[tuple]:
    for key, definition in definitions.items():
        withheld = withheld_items(definition)
        for item in definition.items:
            if item.kind == Kind.CHOICE:
                yield str(key), item.number, item.number in withheld


def _scales(definitions: dict[Any, Definition]) -> Iterator[tuple]:
    for key, definition in definitions.items():
        for scale in definition.scales:
            yield str(key), scale.key, list(scale.items)


def _options(definitions: dict[Any, Definition]) -> Iterator[tuple]:
    for row in InstrumentOption.objects.filter(instrument__in=definitions).iterator():
        item = definitions[row.instrument_id].item(row.item)
        yield row.pk, safe(row.code), *_worth(item, row.code)


def _worth(item: Item | None, code: str) -> tuple[int | None, str | None]:
    """The score of an answer, or why it has none."""
    option = item.option(code) if item else None
    if option is None:
        return None, MissingReason.INVALID
    return option.score, REASON_OF_CODE.get(option.missing_code) if option.missing_code else None


def withheld_items(definition: Definition) -> frozenset[int]:
    """Self-harm answers need a right of their own, which no study has yet.

    With the total and all other answers the one left out could be worked out. So wherever a
    scale holds such a question, its total is given and none of its single answers.
    """
    at_risk = {rule.item for rule in definition.risk_rules}
    scales = [set(scale.items) for scale in definition.scales]
    return frozenset(at_risk.union(*(items for items in scales if items & at_risk)))


def asked(definitions: Sequence[Definition]) -> list[Asked]:
    """Every questionnaire of every wave that anybody was asked, in the order of time."""
    known: dict[str, list[Definition]] = {}
    for definition in definitions:
        known.setdefault(definition.key, []).append(definition)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT wave, instrument FROM release_form")
        found = cursor.fetchall()
    return [
        Asked(wave, key, _scale_keys(known[key]), _given_items(known[key]))
        for wave, key in sorted(found, key=lambda one: (columns.WAVES.index(one[0]), one[1]))
    ]


def _scale_keys(versions: Sequence[Definition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scale.key for one in versions for scale in one.scales))


def _given_items(versions: Sequence[Definition]) -> tuple[int, ...]:
    """Withheld in one version means withheld in all."""
    scored = {item.number for one in versions for item in one.scored_items}
    return tuple(sorted(scored.difference(*map(withheld_items, versions))))

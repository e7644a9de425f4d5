"""The best volunteers for one mum, straight from the database.

What a volunteer offers is kept as bits beside the lists it is made of, so that two lists are laid
over each other in one step. Nobody writes these columns: the database makes them from the lists,
in the order of the choices at the time of this migration. A new choice needs a new migration; a
test compares every choice with what the rules in ``volunteers.matching`` say.
"""

from django.db import migrations

BITS = """
CREATE FUNCTION volunteers_bits(codes text[], known text[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bit_or(1 << (array_position(known, code) - 1)), 0) FROM unnest(codes) code
$$;

-- Seven bits for each part of the day, Monday first; a part or a day that was not named is any.
CREATE FUNCTION volunteers_slots(times text[], days integer[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bit_or(
        (CASE part WHEN 'weekend' THEN 96 WHEN 'evening' THEN 127 ELSE 31 END
            & CASE WHEN cardinality(days) = 0 THEN 127
                   ELSE (SELECT bit_or(1 << day) FROM unnest(days) day) END) << (7 * place)
    ), 0)
    FROM (VALUES ('weekday_morning', 0), ('weekday_afternoon', 1), ('evening', 2), ('weekend', 3))
        AS parts(part, place)
    WHERE cardinality(times) = 0 OR part = ANY (times)
$$;

ALTER TABLE volunteers_volunteer
    ADD COLUMN slots_bits integer GENERATED ALWAYS AS
        (volunteers_slots(times::text[], days::integer[])) STORED,
    ADD COLUMN formats_bits integer GENERATED ALWAYS AS
        (CASE WHEN cardinality(formats) = 0 THEN 31 ELSE volunteers_bits(
            formats::text[], ARRAY['phone', 'video', 'text', 'home', 'out']) END) STORED,
    ADD COLUMN experience_bits integer GENERATED ALWAYS AS
        (volunteers_bits(experience::text[], ARRAY[{wishes}])) STORED,
    ADD COLUMN rather_not_bits integer GENERATED ALWAYS AS
        (volunteers_bits(rather_not::text[], ARRAY[{wishes}])) STORED,
    ADD COLUMN background_bits integer GENERATED ALWAYS AS
        (volunteers_bits(background::text[], ARRAY[{backgrounds}])) STORED,
    ADD COLUMN stages_bits integer GENERATED ALWAYS AS
        (volunteers_bits(stages::text[], ARRAY[{stages}])) STORED;

-- Volunteers change seldom and are looked for often: no list of changes is searched each time.
ALTER INDEX volunteer_travels_to SET (fastupdate = off);
"""

BEST = """
CREATE FUNCTION volunteers_best(
    her_referral uuid, her_parent uuid, her_site uuid, her_programme uuid,
    her_district text, her_language text, by_interpreter boolean,
    her integer[],     -- bits: slots, formats, wishes, wanted, unwanted, stage
    points integer[],  -- in the order in which they are added up below
    today date, seen_sites uuid[], seen_user uuid,
    usual_of text[], usual_kinds text[], usual_levels text[], how_many integer
) RETURNS TABLE (volunteer uuid, fit integer)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    apart uuid[];
    known uuid[];
    her_slots CONSTANT integer := her[1];
    her_formats CONSTANT integer := her[2];
    her_wishes CONSTANT integer := her[3];
    wanted CONSTANT integer := her[4];
    unwanted CONSTANT integer := her[5];
    her_stage CONSTANT integer := her[6];
    for_experience CONSTANT integer := points[1];
    for_continuity CONSTANT integer := points[2];
    for_language CONSTANT integer := CASE lower(her_language) WHEN 'english' THEN 0 ELSE points[3] END;
    for_background CONSTANT integer := points[4];
    for_left_out CONSTANT integer := CASE her[5] WHEN 0 THEN 0 ELSE points[5] END;
    for_times CONSTANT integer := points[6];
    for_days CONSTANT integer := points[7];
    for_formats CONSTANT integer := points[8];
    for_area CONSTANT integer := points[9];
    for_travel CONSTANT integer := points[10];
    for_stage CONSTANT integer := points[11];
    spoken CONSTANT text := lower(her_language);
BEGIN
    SELECT array_agg(one.volunteer_id) FILTER (WHERE one.never),
           array_agg(one.volunteer_id) FILTER (WHERE one.well)
      INTO apart, known
      FROM (
        SELECT match.volunteer_id,
               match.status = 'active'
               OR match.end_reason IN ('completed', 'volunteer_left', 'moved_away') AS well,
               (match.status = 'ended' AND match.referral_id = her_referral
                AND match.kind <> 'cover')
               OR EXISTS (
                SELECT FROM volunteers_matchevent event
                 WHERE event.match_id = match.id
                   AND event.reason IN ('volunteer_no', 'parent_no')) AS never
          FROM referrals_referral referral
          JOIN volunteers_match match ON match.referral_id = referral.id
         WHERE referral.parent_id = her_parent AND match.status <> 'proposed'
        ) one;

    apart := apart || ARRAY(
        SELECT said.volunteer_id FROM volunteers_nottogether said
         WHERE said.lifted_at IS NULL AND said.parent_id = her_parent
        UNION ALL
        SELECT one.id FROM referrals_safecontact way
          JOIN volunteers_volunteer one ON one.email_index = way.address_index
         WHERE way.parent_id = her_parent
        UNION ALL
        SELECT one.id FROM referrals_safecontact way
          JOIN volunteers_volunteer one ON one.phone_index = way.address_index
         WHERE way.parent_id = her_parent
        UNION ALL
        SELECT one.id FROM referrals_parent parent
          JOIN volunteers_volunteer one ON one.postcode_index = parent.postcode_index
         WHERE parent.id = her_parent);

    RETURN QUERY
    SELECT best.id, best.fit
      FROM (
        SELECT one.id, one.site_id, one.capacity, one.roles,
               for_experience * bit_count((one.experience_bits & her_wishes)::bit(32))::integer
             + CASE WHEN one.id = ANY (known) THEN for_continuity ELSE 0 END
             + CASE WHEN for_language > 0 AND pair.speaks THEN for_language ELSE 0 END
             + for_background * bit_count((one.background_bits & wanted)::bit(32))::integer
             + CASE WHEN one.background_bits & unwanted = 0 THEN for_left_out ELSE 0 END
             + for_times * (((pair.slots & 127) <> 0)::integer
                          + (((pair.slots >> 7) & 127) <> 0)::integer
                          + (((pair.slots >> 14) & 127) <> 0)::integer
                          + (((pair.slots >> 21) & 127) <> 0)::integer)
             + for_days * bit_count(((pair.slots | (pair.slots >> 7) | (pair.slots >> 14)
                                     | (pair.slots >> 21)) & 127)::bit(32))::integer
             + for_formats * bit_count(met.formats::bit(32))::integer
             + CASE WHEN pair.same_area THEN for_area ELSE 0 END
             + CASE WHEN her_district <> '' AND pair.travels THEN for_travel ELSE 0 END
             + CASE WHEN one.stages_bits & her_stage <> 0 THEN for_stage ELSE 0 END AS fit
          FROM volunteers_volunteer one
         CROSS JOIN LATERAL (
            SELECT one.slots_bits & her_slots AS slots,
                   her_district <> '' AND one.postcode_district = her_district AS same_area,
                   CASE WHEN cardinality(one.travels_to) = 0 THEN one.site_id = her_site
                        ELSE her_district = ANY (one.travels_to)
                          OR (her_district <> '' AND one.postcode_district = her_district)
                   END AS travels,
                   CASE WHEN cardinality(one.languages) = 0 THEN spoken = 'english'
                        ELSE her_language = ANY (one.languages)
                          OR spoken = ANY (lower(one.languages::text)::text[])
                   END AS speaks
            ) pair
         CROSS JOIN LATERAL (
            SELECT one.formats_bits & her_formats & CASE WHEN pair.travels THEN 31 ELSE 7 END AS formats
            ) met
         WHERE one.status = 'available' AND one.leaves_on IS NULL
           AND (one.site_id = her_site OR one.travels_to @> ARRAY[her_district]::varchar[])
           AND (seen_sites IS NULL OR one.site_id = ANY (seen_sites) OR one.user_id = seen_user)
           AND (one.site_id = her_site OR EXISTS (
                SELECT FROM pim_site site
                 WHERE site.id = one.site_id AND site.programme_id = her_programme))
           AND pair.slots <> 0 AND met.formats <> 0
           AND one.rather_not_bits & her_wishes = 0
           AND (by_interpreter OR pair.speaks)
           AND (apart IS NULL OR one.id <> ALL (apart))
         ORDER BY 5 DESC, 1
        OFFSET 0
        ) best
     WHERE best.capacity > (
            SELECT count(*) FROM volunteers_match busy
             WHERE busy.volunteer_id = best.id AND busy.status IN ('proposed', 'active'))
       AND EXISTS (
            SELECT FROM (
                SELECT seen.level, seen.recheck_on FROM volunteers_check seen
                 WHERE seen.volunteer_id = best.id AND seen.kind = 'training'
                 ORDER BY seen.issued_on DESC, seen.seen_on DESC,
                          seen.recorded_at DESC NULLS LAST, seen.id
                 LIMIT 1
                ) newest
             WHERE newest.level = '' AND (newest.recheck_on IS NULL OR newest.recheck_on > today))
       AND NOT EXISTS (
            SELECT FROM pim_site site
             CROSS JOIN unnest(best.roles) AS does(role)
              LEFT JOIN volunteers_checkrule own
                ON own.programme_id = site.programme_id
               AND own.nation = site.nation AND own.role = does.role
             CROSS JOIN LATERAL (
                SELECT array_position(usual_of, site.nation || ' ' || does.role) AS place) usual
             CROSS JOIN LATERAL (
                SELECT coalesce(own.kind, usual_kinds[usual.place]) AS kind,
                       coalesce(own.level, usual_levels[usual.place]) AS level) asked
              LEFT JOIN LATERAL (
                SELECT seen.level, seen.recheck_on FROM volunteers_check seen
                 WHERE seen.volunteer_id = best.id AND seen.kind = asked.kind
                 ORDER BY seen.issued_on DESC, seen.seen_on DESC,
                          seen.recorded_at DESC NULLS LAST, seen.id
                 LIMIT 1) newest ON true
             WHERE site.id = best.site_id
               AND (newest.level IS NULL OR newest.recheck_on <= today
                    OR (newest.level <> asked.level AND NOT coalesce(
                        array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'],
                                       newest.level::text)
                     >= array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'],
                                       asked.level::text), false))))
     LIMIT how_many;
END
$$;
"""


def order(codes):
    return ", ".join(f"'{code}'" for code in codes)


WISHES = ("low_mood", "anxiety", "birth", "premature", "twins", "alone", "young", "loss")
BACKGROUNDS = (
    *("south_asian", "black", "east_asian", "arab", "east_european", "traveller", "mixed"),
    *("christian", "muslim", "hindu", "sikh", "jewish", "lgbtq", "disabled", "forces"),
)
STAGES = ("pregnant", "first_weeks", "first_months", "later")


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0010_home_visits_looked_after"), ("referrals", "0014_days_and_backgrounds"), ("pim", "0003_messages_to_unconfirmed_mailboxes")]

    operations = [
        migrations.RunSQL(
            BITS.format(
                wishes=order(WISHES), backgrounds=order(BACKGROUNDS), stages=order(STAGES)
            ),
            """
            ALTER TABLE volunteers_volunteer
                DROP COLUMN slots_bits, DROP COLUMN formats_bits, DROP COLUMN experience_bits,
                DROP COLUMN rather_not_bits, DROP COLUMN background_bits, DROP COLUMN stages_bits;
            ALTER INDEX volunteer_travels_to RESET (fastupdate);
            DROP FUNCTION volunteers_slots(text[], integer[]);
            DROP FUNCTION volunteers_bits(text[], text[]);
            """,
        ),
        migrations.RunSQL(BEST, "DROP FUNCTION volunteers_best"),
    ]

"""The best volunteers for one mum, in one short statement.

Until when a volunteer's checks hold is kept with her, so that nobody reads the checks of all to
find ten. The database writes it, whoever changes a check, what she does, her site or what a
programme asks for; what anybody else writes there is replaced by the truth. Where a programme asks
for nothing of its own, it is what ``volunteers.check_rules`` says; a test compares the two.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION volunteers_spoken(languages text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(lower(language)), ARRAY['english']) FROM unnest(languages) language
$$;

ALTER TABLE volunteers_volunteer
    ADD COLUMN is_offered boolean GENERATED ALWAYS AS
        (status = 'available' AND leaves_on IS NULL AND 'one_to_one' = ANY (roles)) STORED,
    ADD COLUMN spoken text[] GENERATED ALWAYS AS (volunteers_spoken(languages::text[])) STORED,
    ADD COLUMN checks_hold_until date NOT NULL DEFAULT '-infinity';

CREATE INDEX volunteer_offered_at ON volunteers_volunteer (site_id) WHERE is_offered;
"""

# The first day on which not all hold that she must have; ``-infinity`` where they do not at all.
CHECKS = """
CREATE FUNCTION volunteers_checks_hold_until(her uuid, her_site uuid, her_roles text[])
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(CASE
        WHEN asked.level = '' OR newest.level = asked.level
          OR array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'], newest.level::text)
          >= array_position(ARRAY['basic', 'standard', 'enhanced', 'barred'], asked.level)
        THEN CASE WHEN newest.id IS NULL THEN '-infinity'
                  ELSE coalesce(newest.recheck_on, 'infinity') END
        ELSE '-infinity' END)
      FROM (
        SELECT 'training' AS kind, '' AS level
        UNION ALL
        SELECT coalesce(own.kind, usual.kind), coalesce(own.level, usual.level)
          FROM unnest(her_roles) AS does (role)
          LEFT JOIN pim_site site ON site.id = her_site
          JOIN (VALUES ('ENG', 'dbs', 'enhanced'), ('WLS', 'dbs', 'enhanced'),
                       ('SCT', 'pvg', 'membership'), ('NIR', 'access_ni', 'enhanced')
               ) AS usual (nation, kind, level) ON usual.nation = coalesce(site.nation, 'ENG')
          LEFT JOIN volunteers_checkrule own ON own.programme_id = site.programme_id
                AND own.nation = site.nation AND own.role = does.role
        ) asked
      LEFT JOIN LATERAL (
        SELECT seen.id, seen.level, seen.recheck_on FROM volunteers_check seen
         WHERE seen.volunteer_id = her AND seen.kind = asked.kind
         ORDER BY seen.issued_on DESC, seen.seen_on DESC, seen.recorded_at DESC NULLS LAST, seen.id
         LIMIT 1) newest ON true
$$;

CREATE FUNCTION volunteers_keep_checks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.checks_hold_until := volunteers_checks_hold_until(NEW.id, NEW.site_id, NEW.roles::text[]);
    RETURN NEW;
END
$$;
CREATE TRIGGER volunteer_keeps_checks
    BEFORE INSERT OR UPDATE OF site_id, roles, checks_hold_until ON volunteers_volunteer
    FOR EACH ROW EXECUTE FUNCTION volunteers_keep_checks();

-- The others only write anything there: the trigger above puts in what is true.
CREATE FUNCTION volunteers_check_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteers_volunteer SET checks_hold_until = DEFAULT
     WHERE id IN (OLD.volunteer_id, NEW.volunteer_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER check_changed AFTER INSERT OR UPDATE OR DELETE ON volunteers_check
    FOR EACH ROW EXECUTE FUNCTION volunteers_check_changed();

CREATE FUNCTION volunteers_check_rule_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteers_volunteer SET checks_hold_until = DEFAULT
     WHERE site_id IN (
        SELECT id FROM pim_site WHERE programme_id IN (OLD.programme_id, NEW.programme_id));
    RETURN NULL;
END
$$;
CREATE TRIGGER check_rule_changed AFTER INSERT OR UPDATE OR DELETE ON volunteers_checkrule
    FOR EACH ROW EXECUTE FUNCTION volunteers_check_rule_changed();

CREATE FUNCTION volunteers_site_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE volunteers_volunteer SET checks_hold_until = DEFAULT WHERE site_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER site_changed_checks AFTER UPDATE ON pim_site FOR EACH ROW
    WHEN ((OLD.nation, OLD.programme_id) IS DISTINCT FROM (NEW.nation, NEW.programme_id))
    EXECUTE FUNCTION volunteers_site_changed();

UPDATE volunteers_volunteer SET checks_hold_until = DEFAULT;
"""

# Who is near is read once and laid bit over bit. Who is not to be put together with her, and whose
# places are taken, is asked of the best alone, one after the other, until there are enough.
BEST = """
DROP FUNCTION volunteers_best;
CREATE FUNCTION volunteers_best(
    her_referral uuid, her_parent uuid, her_postcode text, her_site uuid, her_programme uuid,
    her_district text, her_language text, by_interpreter boolean,
    her_slots integer, her_formats integer, her_wishes integer, wanted integer, unwanted integer,
    her_stage integer,
    for_experience integer, for_continuity integer, for_language integer, for_background integer,
    for_left_out integer, for_time integer, for_day integer, for_format integer,
    for_area integer, for_travel integer, for_stage integer,
    today date, seen_sites uuid[], seen_user uuid, how_many integer
) RETURNS TABLE (
    volunteer text, site text, district varchar, travels_to varchar[], languages varchar[],
    formats varchar[], times varchar[], days smallint[], experience integer, rather_not integer,
    stages integer, background integer, free integer, known boolean
)
LANGUAGE plpgsql STABLE ROWS 10 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH earlier AS MATERIALIZED (
        SELECT match.volunteer_id,
               match.status = 'active'
               OR match.end_reason IN ('completed', 'volunteer_left', 'moved_away') AS well,
               match.status = 'ended' AND match.referral_id = her_referral
               AND match.kind <> 'cover'
               OR EXISTS (
                SELECT FROM volunteers_matchevent event
                 WHERE event.match_id = match.id
                   AND event.reason IN ('volunteer_no', 'parent_no')) AS never
          FROM referrals_referral referral
          JOIN volunteers_match match ON match.referral_id = referral.id
         WHERE referral.parent_id = her_parent AND match.status <> 'proposed'
    )
    SELECT one.id::text, one.site_id::text, one.postcode_district, one.travels_to, one.languages,
           one.formats, one.times, one.days, one.experience_bits, one.rather_not_bits,
           one.stages_bits, one.background_bits,
           one.capacity - busy.live::integer, best.known
      FROM (
        SELECT pair.id, pair.known,
               for_experience * bit_count((pair.experience_bits & her_wishes)::bit(32))
             + CASE WHEN pair.known THEN for_continuity ELSE 0 END
             + CASE WHEN pair.speaks THEN for_language ELSE 0 END
             + for_background * bit_count((pair.background_bits & wanted)::bit(32))
             + CASE WHEN pair.background_bits & unwanted = 0 THEN for_left_out ELSE 0 END
             + for_time * (((pair.slots & 127) <> 0)::integer
                         + (((pair.slots >> 7) & 127) <> 0)::integer
                         + (((pair.slots >> 14) & 127) <> 0)::integer
                         + (((pair.slots >> 21) & 127) <> 0)::integer)
             + for_day * bit_count(((pair.slots | (pair.slots >> 7) | (pair.slots >> 14)
                                    | (pair.slots >> 21)) & 127)::bit(32))
             + for_format * bit_count((pair.formats & pair.reach)::bit(32))
             + CASE WHEN pair.same_area THEN for_area ELSE 0 END
             + CASE WHEN pair.reach = 31 THEN for_travel ELSE 0 END
             + CASE WHEN pair.stages_bits & her_stage <> 0 THEN for_stage ELSE 0 END AS fit
          FROM (
            SELECT near.id, near.experience_bits, near.background_bits, near.stages_bits,
                   near.slots_bits & her_slots AS slots,
                   near.formats_bits & her_formats AS formats,
                   her_language = ANY (near.spoken) AS speaks,
                   near.postcode_district = her_district AND her_district <> '' AS same_area,
                   CASE WHEN CASE WHEN cardinality(near.travels_to) = 0
                                  THEN near.site_id = her_site
                                  ELSE her_district = ANY (near.travels_to)
                                    OR (near.postcode_district = her_district
                                        AND her_district <> '')
                             END
                        THEN 31 ELSE 7 END AS reach,  -- face to face only where she travels
                   near.id = ANY (ARRAY(SELECT volunteer_id FROM earlier WHERE well)) AS known
              FROM volunteers_volunteer near
             WHERE near.is_offered AND near.checks_hold_until > today
               AND (near.site_id = her_site OR near.travels_to @> ARRAY[her_district]::varchar[])
               AND (seen_sites IS NULL OR near.site_id = ANY (seen_sites)
                    OR near.user_id = seen_user)
               AND near.slots_bits & her_slots <> 0
               AND near.rather_not_bits & her_wishes = 0
               AND (by_interpreter OR her_language = ANY (near.spoken))
               AND (near.site_id = her_site OR her_programme = (
                    SELECT place.programme_id FROM pim_site place WHERE place.id = near.site_id))
            OFFSET 0
            ) pair
         WHERE pair.formats & pair.reach <> 0
         ORDER BY fit DESC, id
        OFFSET 0
        ) best
      JOIN volunteers_volunteer one ON one.id = best.id
     CROSS JOIN LATERAL (
        SELECT count(*) AS live FROM volunteers_match busy
         WHERE busy.volunteer_id = best.id AND busy.status IN ('proposed', 'active')) busy
     WHERE one.capacity > busy.live
       AND one.id <> ALL (ARRAY(
            SELECT volunteer_id FROM earlier WHERE never
            UNION ALL
            SELECT said.volunteer_id FROM volunteers_nottogether said
             WHERE said.parent_id = her_parent AND said.lifted_at IS NULL))
       AND (one.postcode_index = her_postcode) IS NOT TRUE
       AND NOT EXISTS (
            SELECT FROM referrals_safecontact way
             WHERE way.parent_id = her_parent
               AND way.address_index IN (one.email_index, one.phone_index))
     ORDER BY best.fit DESC, best.id
     LIMIT how_many;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0011_the_best_straight_from_sql")]

    operations = [migrations.RunSQL(KEPT), migrations.RunSQL(CHECKS), migrations.RunSQL(BEST)]

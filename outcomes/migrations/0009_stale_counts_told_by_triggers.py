from django.db import migrations

MONTH = "(date_trunc('month', {at} AT TIME ZONE 'Europe/London'))::date"

# Whatever changes a score, or where a referral counts, says that the counts of its month are
# stale. One row a change: nobody waits for anybody.
TELL = f"""
CREATE FUNCTION outcomes_counts_are_stale(whose uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO outcomes_stalecounts (programme_id, site_id, month)
    SELECT programme_id, site_id, {MONTH.format(at="asked_at")}
    FROM referrals_referral WHERE id = whose;
$$;

CREATE FUNCTION outcomes_scores_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outcomes_stalecounts (programme_id, site_id, month)
    SELECT DISTINCT r.programme_id, r.site_id, {MONTH.format(at="r.asked_at")}
    FROM added s
    JOIN outcomes_response a ON a.id = s.response_id
    JOIN outcomes_questionnairerequest q ON q.id = a.request_id
    JOIN referrals_referral r ON r.id = q.referral_id;
    RETURN NULL;
END $$;

CREATE FUNCTION outcomes_score_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_counts_are_stale(q.referral_id)
    FROM outcomes_response a JOIN outcomes_questionnairerequest q ON q.id = a.request_id
    WHERE a.id = OLD.response_id;
    RETURN NULL;
END $$;

CREATE FUNCTION outcomes_response_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_counts_are_stale(q.referral_id)
    FROM outcomes_questionnairerequest q WHERE q.id = OLD.request_id;
    RETURN NULL;
END $$;

CREATE FUNCTION outcomes_request_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_counts_are_stale(OLD.referral_id);
    PERFORM outcomes_counts_are_stale(NEW.referral_id);
    RETURN NULL;
END $$;

CREATE FUNCTION outcomes_referral_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outcomes_stalecounts (programme_id, site_id, month) VALUES
        (OLD.programme_id, OLD.site_id, {MONTH.format(at="OLD.asked_at")}),
        (NEW.programme_id, NEW.site_id, {MONTH.format(at="NEW.asked_at")});
    RETURN NULL;
END $$;

CREATE TRIGGER counts_of_scores_added AFTER INSERT ON outcomes_score
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION outcomes_scores_added();
CREATE TRIGGER counts_of_score_changed AFTER UPDATE OR DELETE ON outcomes_score
    FOR EACH ROW EXECUTE FUNCTION outcomes_score_changed();
CREATE TRIGGER counts_of_response_changed AFTER UPDATE OF status ON outcomes_response
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION outcomes_response_changed();
CREATE TRIGGER counts_of_request_moved AFTER UPDATE OF referral_id, wave_id
    ON outcomes_questionnairerequest FOR EACH ROW
    WHEN ((OLD.referral_id, OLD.wave_id) IS DISTINCT FROM (NEW.referral_id, NEW.wave_id))
    EXECUTE FUNCTION outcomes_request_moved();
CREATE TRIGGER counts_of_referral_moved
    AFTER UPDATE OF programme_id, site_id, asked_at, held_for, closed_reason
    ON referrals_referral FOR EACH ROW
    WHEN ((OLD.programme_id, OLD.site_id, OLD.asked_at, OLD.held_for, OLD.closed_reason)
          IS DISTINCT FROM
          (NEW.programme_id, NEW.site_id, NEW.asked_at, NEW.held_for, NEW.closed_reason))
    EXECUTE FUNCTION outcomes_referral_moved();

INSERT INTO outcomes_stalecounts (programme_id, site_id, month)
    SELECT DISTINCT programme_id, site_id, {MONTH.format(at="asked_at")} FROM referrals_referral;
"""

FORGET = """
DROP FUNCTION outcomes_scores_added, outcomes_score_changed, outcomes_response_changed,
    outcomes_request_moved, outcomes_referral_moved, outcomes_counts_are_stale CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0008_rang_or_wrote"),
        ("referrals", "0022_a_birthday_said_through_a_link"),
    ]

    operations = [migrations.RunSQL(TELL, FORGET)]

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

MONTH = "(date_trunc('month', {at} AT TIME ZONE 'Europe/London'))::date"

KNOW = """
CREATE FUNCTION outcomes_first_session_on(whose uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT least(
        (SELECT min(met.held_on) FROM volunteers_session met
         JOIN volunteers_match pair ON pair.id = met.match_id
         WHERE pair.referral_id = whose AND met.attendance = 'happened'
           AND met.withdrawn_at IS NULL),
        (SELECT min(met.held_on) FROM volunteers_groupattendance came
         JOIN volunteers_groupplace place ON place.id = came.place_id
         JOIN volunteers_groupsession met ON met.id = came.session_id
         WHERE place.referral_id = whose AND NOT met.fell_through)
    );
$$;

CREATE FUNCTION outcomes_came_while_due(
    answered timestamptz, opened timestamptz, closes timestamptz,
    wave text, anchor text, whose uuid
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT answered >= date_trunc('day', opened, 'Europe/London') AND answered <= closes AND (
        wave <> 'start' OR anchor = 'first_session'
        OR (answered AT TIME ZONE 'Europe/London')::date
           <= coalesce(outcomes_first_session_on(whose), 'infinity')
    );
$$;
"""

# Whatever the rule reads, when it changes, makes the month of whoever has answered stale.
TELL = f"""
DROP TRIGGER counts_of_response_changed ON outcomes_response;
CREATE TRIGGER counts_of_response_changed AFTER UPDATE OF status, completed_at
    ON outcomes_response FOR EACH ROW
    WHEN ((OLD.status, OLD.completed_at) IS DISTINCT FROM (NEW.status, NEW.completed_at))
    EXECUTE FUNCTION outcomes_response_changed();

CREATE FUNCTION outcomes_request_redated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_counts_are_stale(NEW.referral_id) WHERE EXISTS (
        SELECT FROM outcomes_response WHERE request_id = NEW.id AND completed_at IS NOT NULL
    );
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_request_redated AFTER UPDATE OF opened_at, closes_at
    ON outcomes_questionnairerequest FOR EACH ROW
    WHEN ((OLD.opened_at, OLD.closes_at) IS DISTINCT FROM (NEW.opened_at, NEW.closes_at))
    EXECUTE FUNCTION outcomes_request_redated();

CREATE FUNCTION outcomes_wave_counted_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outcomes_stalecounts (programme_id, site_id, month)
    SELECT DISTINCT programme_id, site_id, {MONTH.format(at="asked_at")}
    FROM referrals_referral WHERE programme_id = NEW.programme_id;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_wave_counted_otherwise AFTER UPDATE OF key, anchor
    ON outcomes_wave FOR EACH ROW
    WHEN ((OLD.key, OLD.anchor) IS DISTINCT FROM (NEW.key, NEW.anchor))
    EXECUTE FUNCTION outcomes_wave_counted_otherwise();

CREATE FUNCTION outcomes_first_session_moved(whose uuid) RETURNS void LANGUAGE sql AS $$
    SELECT outcomes_counts_are_stale(whose) WHERE EXISTS (
        SELECT FROM outcomes_questionnairerequest q
        JOIN outcomes_wave w ON w.id = q.wave_id AND w.key = 'start'
        JOIN outcomes_response a ON a.request_id = q.id AND a.completed_at IS NOT NULL
        WHERE q.referral_id = whose
    );
$$;

CREATE FUNCTION outcomes_session_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_first_session_moved(referral_id) FROM volunteers_match
    WHERE id IN (OLD.match_id, NEW.match_id);
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_session AFTER INSERT OR DELETE
    OR UPDATE OF match_id, held_on, attendance, withdrawn_at
    ON volunteers_session FOR EACH ROW EXECUTE FUNCTION outcomes_session_counts();

CREATE FUNCTION outcomes_attendance_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_first_session_moved(referral_id) FROM volunteers_groupplace
    WHERE id IN (OLD.place_id, NEW.place_id);
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_attendance AFTER INSERT OR UPDATE OR DELETE
    ON volunteers_groupattendance FOR EACH ROW EXECUTE FUNCTION outcomes_attendance_counts();

CREATE FUNCTION outcomes_meeting_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_first_session_moved(place.referral_id)
    FROM volunteers_groupattendance came
    JOIN volunteers_groupplace place ON place.id = came.place_id
    WHERE came.session_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_meeting AFTER UPDATE OF held_on, fell_through
    ON volunteers_groupsession FOR EACH ROW
    WHEN ((OLD.held_on, OLD.fell_through) IS DISTINCT FROM (NEW.held_on, NEW.fell_through))
    EXECUTE FUNCTION outcomes_meeting_counts();

CREATE FUNCTION outcomes_support_handed_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM outcomes_first_session_moved(OLD.referral_id);
    PERFORM outcomes_first_session_moved(NEW.referral_id);
    RETURN NULL;
END $$;
CREATE TRIGGER counts_of_match_handed_over AFTER UPDATE OF referral_id
    ON volunteers_match FOR EACH ROW
    WHEN (OLD.referral_id IS DISTINCT FROM NEW.referral_id)
    EXECUTE FUNCTION outcomes_support_handed_over();
CREATE TRIGGER counts_of_place_handed_over AFTER UPDATE OF referral_id
    ON volunteers_groupplace FOR EACH ROW
    WHEN (OLD.referral_id IS DISTINCT FROM NEW.referral_id)
    EXECUTE FUNCTION outcomes_support_handed_over();
"""

FORGET = """
DROP FUNCTION outcomes_request_redated, outcomes_wave_counted_otherwise,
    outcomes_session_counts, outcomes_attendance_counts, outcomes_meeting_counts,
    outcomes_support_handed_over, outcomes_first_session_moved CASCADE;
DROP TRIGGER counts_of_response_changed ON outcomes_response;
CREATE TRIGGER counts_of_response_changed AFTER UPDATE OF status ON outcomes_response
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION outcomes_response_changed();
"""


class Migration(migrations.Migration):
    safe_because = "it adds functions and triggers, and no row is read or written"
    dependencies = [
        ("outcomes", "0015_an_answer_erased"),
        ("volunteers", "0019_feedback_by_link"),
    ]

    operations = [
        migrations.RunSQL(
            KNOW, "DROP FUNCTION outcomes_came_while_due, outcomes_first_session_on;"
        ),
        migrations.RunSQL(TELL, FORGET),
        migrations.AlterField(
            "paircount",
            "first_wave",
            models.CharField(
                max_length=10,
                help_text="A wave, or ``before``: the last one answered before support.",
            ),
        ),
        migrations.AlterField(
            "paircount",
            "second_wave",
            models.CharField(
                max_length=10
            ),
        ),
        migrations.AlterField(
            "pairsum",
            "first_wave",
            models.CharField(
                max_length=10,
                help_text="A wave, or ``before``: the last one answered before support.",
            ),
        ),
        migrations.AlterField(
            "pairsum",
            "second_wave",
            models.CharField(
                max_length=10
            ),
        ),
        AddConstraintNotValid(
            "paircount",
            models.CheckConstraint(
                condition=Q(first_wave="asked", second_wave="start")
                | Q(first_wave="before", second_wave="end")
                | Q(first_wave="end", second_wave="follow_up"),
                name="pair_count_of_a_span",
            ),
        ),
    ]

-- Timers, reminders, and how far notices come.
SET ROLE steward_owner;

-- Projection `timers`: streams Reminder, Notification and others in which something is
-- due at a moment. One row per stream and purpose; a rebuild makes the same rows again,
-- and what was done stays done.
CREATE TABLE timers (
    tenant_id        uuid NOT NULL,
    timer_id         uuid NOT NULL,
    purpose          text NOT NULL,
    stream_type      text NOT NULL,
    stream_id        uuid NOT NULL,
    due_at           timestamptz NOT NULL,
    done             boolean NOT NULL,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, timer_id)
);
CREATE INDEX timers_due ON timers (due_at) WHERE NOT done;

-- Projection `reminders`: stream Reminder.
CREATE TABLE reminders (
    tenant_id        uuid NOT NULL,
    reminder_id      uuid NOT NULL,
    member_id        uuid NOT NULL,
    set_by           uuid NOT NULL,
    text             text,
    due_at           timestamptz NOT NULL,
    status           text NOT NULL CHECK (status IN ('scheduled', 'fired', 'cancelled')),
    notification_id  uuid,
    action_id        uuid,
    turn_id          uuid,
    created_at       timestamptz NOT NULL,
    settled_at       timestamptz,
    position         bigint NOT NULL,
    updated_position bigint NOT NULL,
    PRIMARY KEY (tenant_id, reminder_id)
);
CREATE INDEX reminders_of_member ON reminders (tenant_id, member_id, due_at);
CREATE INDEX reminders_set_by ON reminders (tenant_id, set_by, due_at);

SELECT protect_tenant_table(t, 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE')
FROM unnest(ARRAY['timers', 'reminders']::regclass[]) AS t;

INSERT INTO projection_generations (projection, generation, tables)
VALUES ('timers', 1, ARRAY['timers']), ('reminders', 1, ARRAY['reminders']);

-- Projection `notifications`: notices that no action gave; held back, put off, passed on.
ALTER TABLE notifications
    ALTER COLUMN action_id DROP NOT NULL,
    ALTER COLUMN turn_id DROP NOT NULL,
    ADD COLUMN answer_wanted boolean NOT NULL DEFAULT false,
    ADD COLUMN deliver_after timestamptz,
    ADD COLUMN acknowledge_by timestamptz,
    ADD COLUMN ladder_id uuid,
    ADD COLUMN rung int NOT NULL DEFAULT 0,
    ADD COLUMN reminder_id uuid,
    ADD COLUMN held_until timestamptz, -- not to be put before the recipient until then
    ADD COLUMN released_at timestamptz,
    ADD COLUMN escalated_at timestamptz,
    ADD COLUMN escalated_to uuid, -- the notice that somebody else got
    ADD COLUMN escalation_end text; -- why it goes to nobody else
UPDATE notifications SET ladder_id = action_id;
ALTER TABLE notifications
    ALTER COLUMN ladder_id SET NOT NULL,
    ALTER COLUMN answer_wanted DROP DEFAULT,
    ALTER COLUMN rung DROP DEFAULT;
CREATE INDEX notifications_of_ladder ON notifications (tenant_id, ladder_id);
CREATE INDEX notifications_of_sender ON notifications (tenant_id, sender_id, position);

-- Projection `directory`: NULL while nobody decided on other rules than the usual ones.
ALTER TABLE tenants ADD COLUMN notification_rules jsonb;

-- Who is about to fire a timer. It keeps runners out of each other's way; what makes a
-- timer fire once is the id of its command.
CREATE TABLE timer_leases (
    tenant_id  uuid NOT NULL,
    timer_id   uuid NOT NULL,
    due_at     timestamptz NOT NULL, -- a timer that is set anew is another one
    expires_at timestamptz NOT NULL,
    attempts   int NOT NULL,
    PRIMARY KEY (tenant_id, timer_id)
);
CREATE INDEX timer_leases_by_end ON timer_leases (expires_at);
SELECT protect_tenant_table('timer_leases', '', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE');

-- Takes up to `most` timers that are due at `as_of` and that nobody holds, the oldest
-- first, and holds them for `ttl`. Runners that ask at once get different ones.
CREATE FUNCTION claim_timers(as_of timestamptz, ttl interval, most int)
RETURNS TABLE (tenant_id uuid, timer_id uuid, purpose text, stream_type text, stream_id uuid,
               due_at timestamptz, attempts int)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH due AS (
        SELECT t.* FROM timers t
        WHERE NOT t.done AND t.due_at <= as_of
          AND NOT EXISTS (
            SELECT FROM timer_leases l
            WHERE l.tenant_id = t.tenant_id AND l.timer_id = t.timer_id AND l.due_at = t.due_at
              AND l.expires_at >= clock_timestamp())
        ORDER BY t.due_at, t.timer_id
        LIMIT most
        FOR UPDATE OF t SKIP LOCKED
    ), held AS (
        INSERT INTO timer_leases AS l (tenant_id, timer_id, due_at, expires_at, attempts)
        SELECT d.tenant_id, d.timer_id, d.due_at, clock_timestamp() + ttl, 1 FROM due d
        ON CONFLICT ON CONSTRAINT timer_leases_pkey DO UPDATE SET
            expires_at = excluded.expires_at, due_at = excluded.due_at,
            attempts = CASE WHEN l.due_at = excluded.due_at THEN l.attempts + 1 ELSE 1 END
        WHERE l.due_at <> excluded.due_at OR l.expires_at < clock_timestamp()
        RETURNING l.tenant_id, l.timer_id, l.attempts
    )
    SELECT d.tenant_id, d.timer_id, d.purpose, d.stream_type, d.stream_id, d.due_at, h.attempts
    FROM due d JOIN held h ON h.tenant_id = d.tenant_id AND h.timer_id = d.timer_id
    ORDER BY d.due_at, d.timer_id
$$;

-- When the next timer is due after `as_of`.
CREATE FUNCTION next_timer(as_of timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ SELECT min(t.due_at) FROM timers t WHERE NOT t.done AND t.due_at > as_of $$;

-- Forgets leases that ran out over an hour ago, of timers that are done.
CREATE FUNCTION forget_timer_leases() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM timer_leases l
        WHERE l.expires_at < clock_timestamp() - interval '1 hour'
          AND NOT EXISTS (
            SELECT FROM timers t
            WHERE t.tenant_id = l.tenant_id AND t.timer_id = l.timer_id AND NOT t.done)
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;

REVOKE EXECUTE ON FUNCTION claim_timers, next_timer, forget_timer_leases FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_timers, next_timer, forget_timer_leases TO steward_worker, steward_system;

RESET ROLE;

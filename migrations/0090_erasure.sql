-- Erasing a member (docs/erasure.md). The event that decides it is what does it: in its
-- own transaction the member's key is destroyed and what they sign in with is gone. The
-- rest, copies in read models and caches, is worked off from the table `erasures`.
SET ROLE steward_owner;

ALTER TABLE members
    DROP CONSTRAINT members_status_check,
    ADD CONSTRAINT members_status_check CHECK (status IN ('active', 'removed', 'erased'));

-- How often keys were destroyed. A process that has keys in memory looks at it before it
-- uses them, so that none outlives its row by more than a moment.
CREATE TABLE key_epoch (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch     bigint NOT NULL DEFAULT 0
);
INSERT INTO key_epoch DEFAULT VALUES;
GRANT SELECT ON key_epoch TO steward_api, steward_worker, steward_system;

CREATE OR REPLACE FUNCTION erase_member_key(tenant uuid, member uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    INSERT INTO member_keys (tenant_id, member_id, wrapped_key, erased_at)
    VALUES (tenant, member, NULL, clock_timestamp())
    ON CONFLICT (tenant_id, member_id) DO UPDATE SET wrapped_key = NULL, erased_at = clock_timestamp()
    WHERE member_keys.wrapped_key IS NOT NULL;
    UPDATE key_epoch SET epoch = epoch + 1;
$$;

-- When a member's key was destroyed; NULL: it was not.
CREATE FUNCTION key_erased_at(tenant uuid, member uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ SELECT k.erased_at FROM member_keys k WHERE k.tenant_id = tenant AND k.member_id = member $$;

-- What is known of a member outside the log: how they sign in. An account that belongs to
-- other businesses too stays theirs. Sessions stay as ended ones, without the device, so
-- that every process hears of their end; the sweep of old ones removes them.
CREATE FUNCTION erase_identity(tenant uuid, member uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    theirs uuid[];
BEGIN
    SELECT array_agg(a) INTO theirs FROM (
        SELECT m.account_id FROM memberships m WHERE m.tenant_id = tenant AND m.member_id = member
        UNION SELECT s.account_id FROM sessions s WHERE s.tenant_id = tenant AND s.member_id = member) AS known(a);
    DELETE FROM memberships m WHERE m.tenant_id = tenant AND m.member_id = member;
    UPDATE sessions s SET device = '', revoked_at = coalesce(s.revoked_at, clock_timestamp()),
                          revoked_as = coalesce(s.revoked_as, 'removed')
        WHERE s.tenant_id = tenant AND s.member_id = member
          AND (s.device <> '' OR s.revoked_at IS NULL);
    DELETE FROM refresh_tokens t USING sessions s
        WHERE s.session_id = t.session_id AND s.tenant_id = tenant AND s.member_id = member;
    DELETE FROM ws_tickets t WHERE t.tenant_id = tenant AND t.member_id = member;
    DELETE FROM api_keys k WHERE k.tenant_id = tenant AND k.member_id = member;
    DELETE FROM invitation_links l WHERE l.tenant_id = tenant AND l.member_id = member;
    DELETE FROM password_resets r WHERE r.account_id = ANY (theirs)
        AND NOT EXISTS (SELECT FROM memberships m WHERE m.account_id = r.account_id);
    UPDATE accounts a SET email = 'erased:' || a.account_id, password_hash = '', demo = false
        WHERE a.account_id = ANY (theirs)
          AND NOT EXISTS (SELECT FROM memberships m WHERE m.account_id = a.account_id);
END
$$;

-- What was asked for and how far it is. A row comes with its event; whoever carries it out
-- may be stopped anywhere and starts it again.
CREATE TABLE erasures (
    tenant_id    uuid NOT NULL,
    member_id    uuid NOT NULL,
    position     bigint NOT NULL, -- of the event
    requested_at timestamptz NOT NULL,
    attempts     int NOT NULL DEFAULT 0,
    error        text, -- what stopped the last attempt, without words
    ended_at     timestamptz,
    outcome      jsonb, -- numbers of what was erased
    PRIMARY KEY (tenant_id, member_id)
);
CREATE INDEX erasures_to_do ON erasures (position) WHERE ended_at IS NULL;
SELECT protect_tenant_table('erasures', 'SELECT', '', 'SELECT, UPDATE');

CREATE FUNCTION erase_with_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    member uuid := right(NEW.aggregate_id, 36)::uuid;
BEGIN
    PERFORM erase_member_key(NEW.tenant_id, member);
    PERFORM erase_identity(NEW.tenant_id, member);
    INSERT INTO erasures (tenant_id, member_id, position, requested_at)
        VALUES (NEW.tenant_id, member, NEW.position, NEW.recorded_at) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER erase_member AFTER INSERT ON events
    FOR EACH ROW WHEN (NEW.aggregate_type = 'Member' AND NEW.event_type = 'MemberErased')
    EXECUTE FUNCTION erase_with_event();

-- A member's rebuilds under way, and tables kept from before a rebuild, hold words that
-- were read with the key: they are dropped, of every projection.
CREATE FUNCTION drop_other_generations() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    live projection_generations%ROWTYPE;
    name text;
BEGIN
    FOR live IN SELECT * FROM projection_generations ORDER BY projection FOR UPDATE LOOP
        IF to_regprocedure('public.abandon_rebuild(text)') IS NOT NULL THEN
            EXECUTE 'SELECT public.abandon_rebuild($1)' USING live.projection;
        ELSE
            DELETE FROM checkpoints WHERE projection = live.projection AND generation <> live.generation;
            DELETE FROM dead_letters WHERE consumer = live.projection AND generation <> live.generation;
            FOREACH name IN ARRAY live.tables LOOP
                EXECUTE format('DROP TABLE IF EXISTS rebuild.%I', name);
            END LOOP;
        END IF;
        IF to_regprocedure('public.drop_retired(text)') IS NOT NULL THEN
            EXECUTE 'SELECT public.drop_retired($1)' USING live.projection;
        END IF;
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION erase_member_key, key_erased_at, erase_identity, erase_with_event, drop_other_generations
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_member_key, key_erased_at, erase_identity, drop_other_generations TO steward_system;

RESET ROLE;

-- Sessions as their owners see them: with what, since when, when last; and the ways in
-- which they end. Passwords that change, and links that allow it.
SET ROLE steward_owner;

ALTER TABLE sessions
    ADD COLUMN device       text NOT NULL DEFAULT '',
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    DROP CONSTRAINT sessions_revoked_as_check,
    ADD CONSTRAINT sessions_revoked_as_check
        CHECK (revoked_as IN ('logout', 'reuse', 'revoked', 'password', 'removed'));
-- What every process asks a few times a second: what has just ended?
CREATE INDEX sessions_by_revocation ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_by_account ON sessions (account_id) WHERE revoked_at IS NULL;
GRANT SELECT (session_id, revoked_at) ON sessions TO steward_system;

DROP FUNCTION start_session(uuid, uuid, uuid, uuid, bytea, interval, interval);
CREATE FUNCTION start_session(
    session uuid, tenant uuid, member uuid, account uuid, with_device text,
    first_token bytea, session_lifetime interval, token_lifetime interval
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    ends timestamptz := clock_timestamp() + session_lifetime;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM memberships m
                   WHERE m.tenant_id = tenant AND m.member_id = member AND m.account_id = account) THEN
        RAISE EXCEPTION 'account % has no such membership', account;
    END IF;
    INSERT INTO sessions (session_id, tenant_id, member_id, account_id, device, expires_at)
        VALUES (session, tenant, member, account, with_device, ends);
    INSERT INTO refresh_tokens (token_hash, session_id, tenant_id, expires_at)
        VALUES (first_token, session, tenant, least(ends, clock_timestamp() + token_lifetime));
END
$$;

-- As in 0020, and it notes when the session was last used. Whoever comes after a reuse
-- hears of it too: the outcome stays 'reused'.
CREATE OR REPLACE FUNCTION rotate_refresh_token(presented bytea, successor bytea, grace interval, token_lifetime interval)
RETURNS TABLE (outcome text, session_id uuid, tenant_id uuid, member_id uuid, demo boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    known  refresh_tokens%ROWTYPE;
    family sessions%ROWTYPE;
    moment timestamptz;
BEGIN
    SELECT t.* INTO known FROM refresh_tokens t WHERE t.token_hash = presented FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'unknown', NULL::uuid, NULL::uuid, NULL::uuid, NULL::boolean;
        RETURN;
    END IF;
    SELECT s.* INTO family FROM sessions s WHERE s.session_id = known.session_id FOR UPDATE;
    moment := clock_timestamp();
    IF family.revoked_as = 'reuse' THEN
        outcome := 'reused';
    ELSIF family.revoked_at IS NOT NULL OR family.expires_at <= moment
       OR (known.used_at IS NULL AND known.expires_at <= moment) THEN
        outcome := 'ended';
    ELSIF known.used_at IS NULL THEN
        UPDATE refresh_tokens t SET used_at = moment WHERE t.token_hash = presented;
        INSERT INTO refresh_tokens (token_hash, session_id, tenant_id, expires_at)
            VALUES (successor, family.session_id, family.tenant_id, least(family.expires_at, moment + token_lifetime));
        UPDATE sessions s SET last_seen_at = moment WHERE s.session_id = family.session_id;
        outcome := 'rotated';
    ELSIF known.used_at > moment - grace
          AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.token_hash = successor AND t.used_at IS NULL) THEN
        outcome := 'rotated';
    ELSE
        UPDATE sessions s SET revoked_at = moment, revoked_as = 'reuse' WHERE s.session_id = family.session_id;
        outcome := 'reused';
    END IF;
    RETURN QUERY SELECT outcome, family.session_id, family.tenant_id, family.member_id, a.demo
                 FROM accounts a WHERE a.account_id = family.account_id;
END
$$;

-- Ends the session that a refresh token belongs to; whose it is, if there is one.
DROP FUNCTION end_session_of_token(bytea);
CREATE FUNCTION end_session_of_token(presented bytea)
RETURNS TABLE (session_id uuid, tenant_id uuid, member_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE sessions s SET revoked_at = coalesce(s.revoked_at, clock_timestamp()),
                          revoked_as = coalesce(s.revoked_as, 'logout')
    FROM refresh_tokens t
    WHERE t.token_hash = presented AND s.session_id = t.session_id
      AND (s.revoked_at IS NULL OR s.revoked_as = 'logout')
    RETURNING s.session_id, s.tenant_id, s.member_id
$$;

-- Ends live sessions of a member of the connection's own tenant: the one named, or all
-- but the one excepted. Which they were.
DROP FUNCTION end_session(uuid);
CREATE FUNCTION end_sessions(member uuid, only_one uuid, excepted uuid, as_what text) RETURNS SETOF uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE sessions s SET revoked_at = clock_timestamp(), revoked_as = as_what
    WHERE s.tenant_id = current_tenant() AND s.member_id = member AND s.revoked_at IS NULL
      AND s.expires_at > clock_timestamp()
      AND (only_one IS NULL OR s.session_id = only_one) AND s.session_id IS DISTINCT FROM excepted
    RETURNING s.session_id
$$;

-- Links by which a password is reset: hashed, used once.
CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_by_account ON password_resets (account_id);

-- Keeps a link for the account; its former links are good no more.
CREATE FUNCTION offer_reset(account uuid, token bytea, lifetime interval) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM password_resets r WHERE r.account_id = account;
    INSERT INTO password_resets (token_hash, account_id, expires_at)
        VALUES (token, account, clock_timestamp() + lifetime);
END
$$;

-- Whose link this is, and the address, if it is still good.
CREATE FUNCTION find_reset(token bytea) RETURNS TABLE (account_id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT a.account_id, a.email FROM password_resets r JOIN accounts a USING (account_id)
    WHERE r.token_hash = token AND r.expires_at > clock_timestamp()
$$;

-- Uses a link up for a new password; false when it was used meanwhile.
CREATE FUNCTION redeem_reset(token bytea, hash text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    account uuid;
BEGIN
    DELETE FROM password_resets r WHERE r.token_hash = token AND r.expires_at > clock_timestamp()
        RETURNING r.account_id INTO account;
    IF account IS NULL THEN RETURN false; END IF;
    DELETE FROM password_resets r WHERE r.account_id = account;
    UPDATE accounts a SET password_hash = hash WHERE a.account_id = account;
    RETURN true;
END
$$;

-- Replaces a hash by another one, if it is still the one that was verified.
CREATE FUNCTION replace_password(account uuid, former text, hash text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH replaced AS (
        UPDATE accounts a SET password_hash = hash
        WHERE a.account_id = account AND a.password_hash = former RETURNING 1
    ),
    -- A link that was mailed before is good no more.
    gone AS (DELETE FROM password_resets r WHERE r.account_id = account AND EXISTS (SELECT 1 FROM replaced))
    SELECT EXISTS (SELECT 1 FROM replaced)
$$;

-- Ends the sessions of an account in all its businesses, but the one excepted.
CREATE FUNCTION end_sessions_of_account(account uuid, excepted uuid)
RETURNS TABLE (session_id uuid, tenant_id uuid, member_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE sessions s SET revoked_at = clock_timestamp(), revoked_as = 'password'
    WHERE s.account_id = account AND s.revoked_at IS NULL AND s.session_id IS DISTINCT FROM excepted
    RETURNING s.session_id, s.tenant_id, s.member_id
$$;

-- The account by which a member of the connection's own tenant signs in.
CREATE FUNCTION account_of(member uuid) RETURNS TABLE (account_id uuid, email text, password_hash text, demo boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT a.account_id, a.email, a.password_hash, a.demo FROM memberships m JOIN accounts a USING (account_id)
    WHERE m.tenant_id = current_tenant() AND m.member_id = member
$$;

-- Guesses at a password, slowed down more and more: after `free` failures in a row
-- each further one doubles the time until the next may be made, up to `longest`.
ALTER TABLE login_failures ADD COLUMN opens_at timestamptz NOT NULL DEFAULT '-infinity';

-- Counts a guess before it is made, so that guesses at the same time are counted too.
-- Subjects are charged in the order given, up to the first that is closed; the last row
-- says whether the guess may be made, and else in how many seconds the next may.
CREATE FUNCTION charge_guess(subjects bytea[], free int[], forgotten interval[], longest interval)
RETURNS TABLE (ordinal int, allowed boolean, attempts int, opens_in int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    known  login_failures%ROWTYPE;
    moment timestamptz;
BEGIN
    FOR i IN 1 .. coalesce(array_length(subjects, 1), 0) LOOP
        ordinal := i;
        moment := clock_timestamp();
        -- Most guesses of a flood end here, without a lock.
        SELECT f.* INTO known FROM login_failures f WHERE f.subject = subjects[i];
        IF NOT FOUND THEN
            INSERT INTO login_failures (subject, attempts, ends_at) VALUES (subjects[i], 0, moment + forgotten[i])
                ON CONFLICT DO NOTHING;
        END IF;
        IF known.opens_at IS NULL OR known.opens_at <= moment THEN
            SELECT f.* INTO known FROM login_failures f WHERE f.subject = subjects[i] FOR UPDATE;
            moment := clock_timestamp();
        END IF;
        IF known.opens_at > moment THEN
            allowed := false;
            attempts := known.attempts;
            opens_in := greatest(ceil(extract(epoch FROM known.opens_at - moment)), 1)::int;
            RETURN NEXT;
            EXIT;
        END IF;
        attempts := CASE WHEN known.ends_at <= moment THEN 1 ELSE coalesce(known.attempts, 0) + 1 END;
        UPDATE login_failures f SET
            attempts = charge_guess.attempts,
            ends_at = moment + forgotten[i],
            opens_at = CASE WHEN charge_guess.attempts < free[i] THEN '-infinity'
                ELSE moment + least(longest, make_interval(secs => 2.0 ^ least(charge_guess.attempts - free[i], 20)))
                END
        WHERE f.subject = subjects[i];
        allowed := true;
        opens_in := 0;
        RETURN NEXT;
    END LOOP;
END
$$;

-- It was no guess: the first subject gets its attempt back, the others are clean.
CREATE FUNCTION forgive_guess(subjects bytea[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE login_failures f SET attempts = greatest(f.attempts - 1, 0) WHERE f.subject = subjects[1];
    DELETE FROM login_failures f WHERE f.subject = ANY (subjects[2:]);
$$;

REVOKE EXECUTE ON FUNCTION start_session, end_session_of_token, end_sessions, offer_reset, find_reset, redeem_reset,
    replace_password, end_sessions_of_account, account_of, charge_guess, forgive_guess FROM PUBLIC;
GRANT EXECUTE ON FUNCTION start_session, end_session_of_token, end_sessions, offer_reset, find_reset, redeem_reset,
    replace_password, end_sessions_of_account, account_of, charge_guess, forgive_guess TO steward_api;

RESET ROLE;

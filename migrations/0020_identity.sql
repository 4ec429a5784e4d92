-- Who may sign in: accounts, their memberships, sessions, tickets, and the counts
-- that slow down guessing. Ordinary tables, never events (docs/adr/0003): a
-- membership is live once the log says that the member joined.
SET ROLE steward_owner;

-- One per person and address, over all tenants; nobody reads it but the functions below.
CREATE TABLE accounts (
    account_id    uuid PRIMARY KEY,
    email         text NOT NULL,
    password_hash text NOT NULL,
    demo          boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX accounts_by_email ON accounts (lower(email));

CREATE TABLE memberships (
    tenant_id  uuid NOT NULL,
    member_id  uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, member_id),
    UNIQUE (account_id, tenant_id)
);
SELECT protect_tenant_table('memberships', 'SELECT, INSERT', '', '');

-- A sign-in, and the family of refresh tokens that grew from it.
CREATE TABLE sessions (
    session_id uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    member_id  uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_as text CHECK (revoked_as IN ('logout', 'reuse')),
    CHECK ((revoked_at IS NULL) = (revoked_as IS NULL))
);
CREATE INDEX sessions_by_member ON sessions (tenant_id, member_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
SELECT protect_tenant_table('sessions', 'SELECT', '', '');

CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    tenant_id  uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
SELECT protect_tenant_table('refresh_tokens', '', '', '');

-- Single-use tickets for a WebSocket, hashed.
CREATE TABLE ws_tickets (
    ticket_hash bytea PRIMARY KEY,
    tenant_id   uuid NOT NULL,
    member_id   uuid NOT NULL,
    session_id  uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX ws_tickets_by_end ON ws_tickets (expires_at);
SELECT protect_tenant_table('ws_tickets', 'INSERT', '', '');

-- Attempts within a window, by a keyed hash of the account's or the client's address.
CREATE TABLE login_failures (
    subject  bytea PRIMARY KEY,
    attempts int NOT NULL,
    ends_at  timestamptz NOT NULL
);

CREATE FUNCTION find_account(address text)
RETURNS TABLE (account_id uuid, password_hash text, demo boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ SELECT a.account_id, a.password_hash, a.demo FROM accounts a WHERE lower(a.email) = lower(address) $$;

-- Keeps the first account of an address and returns the one kept.
CREATE FUNCTION offer_account(offered uuid, address text, hash text, is_demo boolean)
RETURNS TABLE (account_id uuid, password_hash text, demo boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO accounts (account_id, email, password_hash, demo) VALUES (offered, address, hash, is_demo)
        ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT a.account_id, a.password_hash, a.demo FROM accounts a WHERE lower(a.email) = lower(address);
END
$$;

-- The address by which a member of the connection's own tenant signs in.
CREATE FUNCTION email_of(member uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    SELECT a.email FROM memberships m JOIN accounts a USING (account_id)
    WHERE m.tenant_id = current_tenant() AND m.member_id = member
$$;

-- The live memberships of an account whose password was verified.
CREATE FUNCTION memberships_of(account uuid)
RETURNS TABLE (tenant_id uuid, tenant_name text, member_id uuid, name text, role text, title text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT m.tenant_id, t.name, m.member_id, p.name, p.role, p.title
        FROM memberships m
        JOIN members p ON p.tenant_id = m.tenant_id AND p.member_id = m.member_id AND p.status = 'active'
        JOIN tenants t ON t.tenant_id = m.tenant_id
        WHERE m.account_id = account
        ORDER BY t.name, m.tenant_id;
END
$$;

-- The demo's accounts, for the sign-in page of a demo.
CREATE FUNCTION demo_accounts()
RETURNS TABLE (email text, name text, title text, tenant text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT a.email, p.name, p.title, t.name
        FROM accounts a
        JOIN memberships m ON m.account_id = a.account_id
        JOIN members p ON p.tenant_id = m.tenant_id AND p.member_id = m.member_id AND p.status = 'active'
        JOIN tenants t ON t.tenant_id = m.tenant_id
        WHERE a.demo
        ORDER BY t.position, p.position
        LIMIT 50;
END
$$;

CREATE FUNCTION start_session(
    session uuid, tenant uuid, member uuid, account uuid,
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
    INSERT INTO sessions (session_id, tenant_id, member_id, account_id, expires_at)
        VALUES (session, tenant, member, account, ends);
    INSERT INTO refresh_tokens (token_hash, session_id, tenant_id, expires_at)
        VALUES (first_token, session, tenant, least(ends, clock_timestamp() + token_lifetime));
END
$$;

-- Replaces a refresh token by its successor, in one transaction:
--   rotated  the successor is good now; also for a token used within the grace, whose
--            successor (which the server derives from it) is then the same one
--   ended    its session expired or was revoked
--   reused   it had been replaced before: whoever else holds it, the family is revoked
--   unknown  there is no such token
CREATE FUNCTION rotate_refresh_token(presented bytea, successor bytea, grace interval, token_lifetime interval)
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
    IF family.revoked_at IS NOT NULL OR family.expires_at <= moment
       OR (known.used_at IS NULL AND known.expires_at <= moment) THEN
        outcome := 'ended';
    ELSIF known.used_at IS NULL THEN
        UPDATE refresh_tokens t SET used_at = moment WHERE t.token_hash = presented;
        INSERT INTO refresh_tokens (token_hash, session_id, tenant_id, expires_at)
            VALUES (successor, family.session_id, family.tenant_id, least(family.expires_at, moment + token_lifetime));
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

-- Ends the session that a refresh token belongs to; its id, if there is one.
CREATE FUNCTION end_session_of_token(presented bytea) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE sessions s SET revoked_at = coalesce(s.revoked_at, clock_timestamp()),
                          revoked_as = coalesce(s.revoked_as, 'logout')
    FROM refresh_tokens t
    WHERE t.token_hash = presented AND s.session_id = t.session_id
    RETURNING s.session_id
$$;

-- Ends a session of the connection's own tenant.
CREATE FUNCTION end_session(session uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    UPDATE sessions s SET revoked_at = clock_timestamp(), revoked_as = 'logout'
    WHERE s.session_id = session AND s.tenant_id = current_tenant() AND s.revoked_at IS NULL
$$;

-- Uses a ticket up: who it was given to, if it was good.
CREATE FUNCTION redeem_ws_ticket(presented bytea)
RETURNS TABLE (tenant_id uuid, member_id uuid, session_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
    WITH used AS (DELETE FROM ws_tickets t WHERE t.ticket_hash = presented RETURNING t.*)
    SELECT u.tenant_id, u.member_id, u.session_id FROM used u WHERE u.expires_at > clock_timestamp()
$$;

-- Counts an attempt before it is made, so that attempts at the same time are counted
-- too. Subjects are charged in the order given, up to the first that is over its
-- limit; the last row says whether the attempt may be made.
CREATE FUNCTION charge_attempt(subjects bytea[], limits int[], windows interval[])
RETURNS TABLE (ordinal int, allowed boolean, remaining int, resets_in int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    counted login_failures%ROWTYPE;
BEGIN
    FOR i IN 1 .. coalesce(array_length(subjects, 1), 0) LOOP
        INSERT INTO login_failures AS f (subject, attempts, ends_at)
            VALUES (subjects[i], 1, clock_timestamp() + windows[i])
        ON CONFLICT (subject) DO UPDATE SET
            attempts = CASE WHEN f.ends_at <= clock_timestamp() THEN 1 ELSE least(f.attempts, limits[i]) + 1 END,
            ends_at  = CASE WHEN f.ends_at <= clock_timestamp() THEN clock_timestamp() + windows[i] ELSE f.ends_at END
        RETURNING f.* INTO counted;
        ordinal := i;
        allowed := counted.attempts <= limits[i];
        remaining := greatest(limits[i] - counted.attempts, 0);
        resets_in := greatest(ceil(extract(epoch FROM counted.ends_at - clock_timestamp())), 1)::int;
        RETURN NEXT;
        EXIT WHEN NOT allowed;
    END LOOP;
END
$$;

-- Takes back one attempt of each subject: it was not a failure.
CREATE FUNCTION forgive_attempt(subjects bytea[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$ UPDATE login_failures f SET attempts = greatest(f.attempts - 1, 0) WHERE f.subject = ANY (subjects) $$;

-- Removes what is over: old sessions, tickets and counts, and accounts and memberships
-- whose registration never reached the log.
CREATE FUNCTION sweep_identity(leftover_age interval) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
BEGIN
    DELETE FROM ws_tickets t WHERE t.expires_at < clock_timestamp();
    DELETE FROM login_failures f WHERE f.ends_at < clock_timestamp();
    DELETE FROM sessions s WHERE s.expires_at < clock_timestamp() - interval '30 days'
        OR s.revoked_at < clock_timestamp() - interval '30 days';
    DELETE FROM memberships m WHERE m.created_at < clock_timestamp() - leftover_age
        AND NOT EXISTS (SELECT 1 FROM events e
                        WHERE e.aggregate_type = 'Member' AND e.aggregate_id = m.tenant_id || '/' || m.member_id);
    DELETE FROM accounts a WHERE a.created_at < clock_timestamp() - leftover_age
        AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.account_id = a.account_id);
END
$$;

REVOKE EXECUTE ON FUNCTION find_account, offer_account, email_of, memberships_of, demo_accounts, start_session,
    rotate_refresh_token, end_session_of_token, end_session, redeem_ws_ticket, charge_attempt, forgive_attempt,
    sweep_identity FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_account, offer_account, email_of, memberships_of, demo_accounts, start_session,
    rotate_refresh_token, end_session_of_token, end_session, redeem_ws_ticket, charge_attempt, forgive_attempt
    TO steward_api;
GRANT EXECUTE ON FUNCTION sweep_identity TO steward_system;

RESET ROLE;

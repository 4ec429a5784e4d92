-- Web Push: devices that want notices while the app is closed, and notices still to be pushed.
SET ROLE steward_owner;

-- A device on which a member is signed in; it goes with the session.
CREATE TABLE push_subscriptions (
    tenant_id       uuid NOT NULL,
    subscription_id uuid NOT NULL,
    member_id       uuid NOT NULL,
    session_id      uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    endpoint        text NOT NULL, -- at its push service: whoever knows it can send there
    p256dh          bytea NOT NULL,
    auth            bytea NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    pushed_at       timestamptz, -- the last time that its push service took a message
    PRIMARY KEY (tenant_id, subscription_id)
);
CREATE INDEX push_subscriptions_of_member ON push_subscriptions (tenant_id, member_id);
CREATE INDEX push_subscriptions_of_session ON push_subscriptions (session_id);
CREATE INDEX push_subscriptions_by_endpoint ON push_subscriptions (md5(endpoint));
SELECT protect_tenant_table('push_subscriptions', 'SELECT, DELETE', '', 'SELECT, UPDATE, DELETE');

GRANT SELECT (expires_at) ON sessions TO steward_system;

-- A browser has one subscription, whoever is signed in: the last one who asked has it.
CREATE FUNCTION subscribe_push(subscription uuid, member uuid, session uuid, address text, key bytea, secret bytea)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $$
DECLARE
    tenant uuid := current_tenant();
    kept   uuid;
BEGIN
    IF NOT EXISTS (SELECT FROM sessions s WHERE s.session_id = session AND s.tenant_id = tenant
                     AND s.member_id = member AND s.revoked_at IS NULL) THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = '42501';
    END IF;
    UPDATE push_subscriptions SET session_id = session, p256dh = key, auth = secret
        WHERE md5(endpoint) = md5(address) AND endpoint = address
          AND tenant_id = tenant AND member_id = member
        RETURNING subscription_id INTO kept;
    DELETE FROM push_subscriptions
        WHERE md5(endpoint) = md5(address) AND endpoint = address
          AND subscription_id IS DISTINCT FROM kept;
    IF kept IS NULL THEN
        INSERT INTO push_subscriptions (tenant_id, subscription_id, member_id, session_id, endpoint, p256dh, auth)
            VALUES (tenant, subscription, member, session, address, key, secret)
            RETURNING subscription_id INTO kept;
    END IF;
    RETURN kept;
END
$$;
REVOKE EXECUTE ON FUNCTION subscribe_push FROM PUBLIC;
GRANT EXECUTE ON FUNCTION subscribe_push TO steward_api;

CREATE TABLE push_jobs (
    tenant_id       uuid NOT NULL,
    notification_id uuid NOT NULL,
    since           timestamptz NOT NULL, -- when it was put before its recipient
    due_at          timestamptz NOT NULL, -- until then nobody takes it up
    attempts        int NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, notification_id)
);
CREATE INDEX push_jobs_due ON push_jobs (due_at);
SELECT protect_tenant_table('push_jobs', '', '', 'SELECT, INSERT, UPDATE, DELETE');

-- Up to where the log has been looked through for notices; what was there before is no news.
CREATE TABLE push_feed (
    position bigint NOT NULL
);
CREATE UNIQUE INDEX push_feed_is_one ON push_feed ((true));
INSERT INTO push_feed SELECT coalesce(max(position), 0) FROM log_head;
GRANT SELECT, UPDATE ON push_feed TO steward_system;

RESET ROLE;

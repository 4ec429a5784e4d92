-- The steward's settings and the quota of a business, and what its turns have used.
SET ROLE steward_owner;

-- Projection `directory`: more of AgentConfigured, and QuotaSet. The versions are the sequences of
-- those events: clients name them when they change what they have read.
ALTER TABLE tenants
    ADD COLUMN fallback_model         text,
    ADD COLUMN temperature            real,
    ADD COLUMN max_output_tokens      int,
    ADD COLUMN agent_version          bigint,
    ADD COLUMN monthly_cost_micro_usd bigint,
    ADD COLUMN monthly_tokens         bigint,
    ADD COLUMN warn_percent           int,
    ADD COLUMN quota_version          bigint;

-- Projection `usage`: one row per call of a model, from stream Turn; failed ones included,
-- since some of them cost as well. Who asked is in `turns`.
CREATE TABLE model_calls (
    tenant_id        uuid NOT NULL,
    turn_id          uuid NOT NULL,
    sequence         bigint NOT NULL,
    model            text NOT NULL,
    failure          text, -- NULL: it answered
    input_tokens     bigint NOT NULL,
    cached_tokens    bigint NOT NULL,
    output_tokens    bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    cost_micro_usd   bigint NOT NULL,
    latency_ms       bigint NOT NULL,
    called_at        timestamptz NOT NULL,
    position         bigint NOT NULL,
    PRIMARY KEY (tenant_id, turn_id, sequence)
);
CREATE INDEX model_calls_by_time ON model_calls (tenant_id, called_at);

SELECT protect_tenant_table('model_calls', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

-- What the connection's tenant has used in the calendar month, in its own zone, that holds
-- `at`. Tokens that were read from a cache count as all others.
CREATE FUNCTION month_usage(at timestamptz) RETURNS TABLE (cost_micro_usd bigint, tokens bigint)
LANGUAGE sql STABLE
SET search_path = public, pg_temp
AS $$
    SELECT least(coalesce(sum(c.cost_micro_usd), 0), 9e18)::bigint,
           least(coalesce(sum(c.input_tokens::numeric + c.output_tokens + c.reasoning_tokens), 0), 9e18)::bigint
    FROM tenants t
    JOIN model_calls c ON c.tenant_id = t.tenant_id
     AND c.called_at >= date_trunc('month', at AT TIME ZONE t.time_zone) AT TIME ZONE t.time_zone
     AND c.called_at < (date_trunc('month', at AT TIME ZONE t.time_zone) + interval '1 month') AT TIME ZONE t.time_zone
$$;
REVOKE EXECUTE ON FUNCTION month_usage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION month_usage TO steward_api, steward_worker;

INSERT INTO projection_generations (projection, generation, tables)
VALUES ('usage', 1, ARRAY['model_calls']);

RESET ROLE;

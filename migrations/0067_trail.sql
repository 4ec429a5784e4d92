-- Projection `trail`: what concerns the security of a business, from the streams Access,
-- Member and Tenant. One row per event, without a secret.
SET ROLE steward_owner;

CREATE TABLE security_events (
    tenant_id   uuid NOT NULL,
    position    bigint NOT NULL,
    event       text NOT NULL,
    member_id   uuid, -- whom it concerns
    actor       text NOT NULL, -- who caused it: `member:<id>`, `steward`, `system:<part>`
    details     jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, position)
);

SELECT protect_tenant_table('security_events', 'SELECT', 'SELECT', 'SELECT, INSERT, UPDATE, DELETE');

INSERT INTO projection_generations (projection, generation, tables)
VALUES ('trail', 1, ARRAY['security_events']);

RESET ROLE;

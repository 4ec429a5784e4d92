-- Actions of any kind: the preview as events state it, what it brought about, and the
-- whole life of an action. Approving performs at once, so nothing waits in between.
SET ROLE steward_owner;

ALTER TABLE actions
    ADD COLUMN preview    jsonb, -- {"kind": ..., ...}; NULL once erased
    ADD COLUMN effects    jsonb NOT NULL DEFAULT '[]', -- [{aggregate, id}]
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN undone_at  timestamptz;
UPDATE actions SET
    preview = CASE WHEN text IS NOT NULL THEN jsonb_build_object(
        'kind', kind, 'text', text, 'urgency', urgency, 'recipients', recipients) END,
    effects = coalesce((SELECT jsonb_agg(jsonb_build_object('aggregate', 'Notification', 'id', n))
                        FROM unnest(notifications) AS n), '[]'),
    status = CASE status WHEN 'approved' THEN 'requested' ELSE status END;
DROP FUNCTION approved_actions;
DROP INDEX actions_approved;
ALTER TABLE actions
    DROP COLUMN text, DROP COLUMN urgency, DROP COLUMN recipients, DROP COLUMN notifications,
    DROP CONSTRAINT actions_status_check,
    ADD CONSTRAINT actions_status_check CHECK
        (status IN ('waiting', 'requested', 'performed', 'failed', 'rejected', 'expired', 'undone'));

-- A notice can be taken back by whoever sent it, whatever became of it before.
ALTER TABLE notifications ADD COLUMN withdrawn_at timestamptz;

-- What the steward may do by itself for members of a role, where it differs.
ALTER TABLE tenants ADD COLUMN policies_by_role jsonb NOT NULL DEFAULT '{}';

RESET ROLE;

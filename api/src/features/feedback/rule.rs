//! Which replies are no answer. By what the log says of the turn, not by the reply's words.

/// Whether the reply `m` (a row of `messages`) found nothing to rest on: the model looked
/// beyond what it was shown, by searching the documents and by no other tool, and the reply
/// cites no passage and does nothing. What code said in place of a model does not count:
/// then the model was out of reach, and nobody knows whether the documents have it.
pub(crate) const UNANSWERED: &str = "(m.role = 'steward' AND m.model <> 'none' \
    AND m.citations = '[]'::jsonb AND m.actions = '{}'::uuid[] \
    AND coalesce((SELECT bool_and(s.data ->> 'tool' = 'search_knowledge') FROM turn_steps s \
                  WHERE s.tenant_id = m.tenant_id AND s.turn_id = m.turn_id \
                    AND s.event_type = 'ToolAnswered'), false))";

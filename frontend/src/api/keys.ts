/** All query keys in one place, because live events invalidate across features. */
export const keys = {
  me: ['me'] as const,
  demo: ['demo'] as const,
  conversations: ['conversations'] as const,
  messages: (conversationId: string) => ['messages', conversationId] as const,
  allMessages: ['messages'] as const,
  turn: (turnId: string) => ['turns', turnId] as const,
  turns: ['turns'] as const,
  notifications: ['notifications'] as const,
  documents: ['documents'] as const,
  document: (id: string, version: number | undefined) => ['documents', id, version ?? 'latest'] as const,
  shifts: ['shifts'] as const,
  tasks: ['tasks'] as const,
  reminders: ['reminders'] as const,
  facts: ['facts'] as const,
  members: ['members'] as const,
}

import type { paths } from './schema'

/**
 * The shapes that screens use, taken from the paths and not from schema names, so that the server
 * may rename a struct without touching a component.
 */
type Get<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

type Posted<P extends keyof paths> = paths[P] extends {
  post: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never

type Item<List> = List extends { items: (infer Element)[] } ? Element : never

export type Me = Get<'/api/v1/me'>
export type Demo = Get<'/api/v1/demo'>
export type DemoAccount = Demo['accounts'][number]
export type Conversation = Item<Get<'/api/v1/conversations'>>
export type PushDevice = Get<'/api/v1/push'>['devices'][number]
export type MessageList = Get<'/api/v1/conversations/{id}/messages'>
export type Message = Item<Get<'/api/v1/conversations/{id}/messages'>>
export type Citation = Message['citations'][number]
export type Action = Message['actions'][number]
export type TurnStatus = NonNullable<Message['turn_status']>
export type Turn = Get<'/api/v1/turns/{id}'>
export type TurnContext = NonNullable<Turn['context']>
export type TurnPhase = NonNullable<Turn['phase']>
export type FailureKind = NonNullable<Turn['failure']>
export type Notification = Item<Get<'/api/v1/notifications'>>
export type DocumentSummary = Item<Get<'/api/v1/documents'>>
export type DocumentDetail = Get<'/api/v1/documents/{id}'>
export type DocumentVersion = Item<Get<'/api/v1/documents/{id}/versions'>>
/** How answers were received. */
export type Feedback = Get<'/api/v1/feedback'>
/** A question that a member passed on. */
export type PassedQuestion = Item<Get<'/api/v1/feedback/questions'>>
export type Task = Item<Get<'/api/v1/tasks'>>
export type Reminder = Item<Get<'/api/v1/reminders'>>
export type LogEntry = Item<Get<'/api/v1/logbook'>>
export type Fact = Item<Get<'/api/v1/facts'>>
export type Shift = Item<Get<'/api/v1/shifts'>>
/** What a search has found. */
export type Passages = Posted<'/api/v1/knowledge/search'>
export type Passage = Passages['results'][number]
/** What became, or would become, of a calendar. */
export type Imported = Posted<'/api/v1/shifts/import'>
export type Member = Item<Get<'/api/v1/members'>>
export type Invitation = Item<Get<'/api/v1/invitations'>>
/** What somebody may do. */
export type Role = Invitation['role']
export type SignedInSession = Item<Get<'/api/v1/me/sessions'>>
export type ApiKey = Item<Get<'/api/v1/api-keys'>>
export type SecurityEvent = Item<Get<'/api/v1/security/events'>>
export type Envelope = Item<Get<'/api/v1/events'>>
export type EventDetail = Get<'/api/v1/events/{position}'>
export type Explanation = Get<'/api/v1/explain/{id}'>
export type StoryNode = Explanation['nodes'][number]
export type History = Get<'/api/v1/history'>
export type HistoryItem = History['items'][number]
export type HistoryComparison = Get<'/api/v1/history/compare'>
export type Projection = Item<Get<'/api/v1/projections'>>
export type ProjectionRebuild = NonNullable<Projection['rebuild']>
/** Something that the projectors were asked to do. */
export type ProjectionRequest = Get<'/api/v1/projections/requests/{id}'>
export type DeadLetter = Item<Get<'/api/v1/dead-letters'>>
export type Agent = Get<'/api/v1/tenant/agent'>
export type Profile = Get<'/api/v1/tenant/profile'>
export type Policies = Get<'/api/v1/tenant/policies'>
export type Policy = Policies['policies'][string]
export type NotificationRules = Get<'/api/v1/tenant/notification-rules'>
/** What tells the member of a notice. */
export type NoticePreferences = Get<'/api/v1/me/notification-preferences'>
export type Quota = Get<'/api/v1/tenant/quota'>
export type Usage = Get<'/api/v1/usage'>
/** Sums over calls of models. */
export type Used = Usage['total']
export type UsedOnDay = Usage['by_day'][number]
export type UsedTurn = Item<Get<'/api/v1/usage/turns'>>
export type OperatedTenant = Item<Get<'/api/v1/operator/tenants'>>
export type Offer = Posted<'/api/v1/invitations/inspect'>

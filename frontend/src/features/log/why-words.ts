import type { TFunction } from 'i18next'
import type { Explanation, StoryNode } from '@/api/types'
import { bodyOf } from './payload'

export interface Sentence {
  /** What it tells of. */
  node: StoryNode
  text: string
}

interface Speaker {
  t: TFunction<'log'>
  /** Who `member:<id>`, `steward` or `system:<part>` is. */
  actor: (actor: string) => string
  language: string
}

/** A story in sentences that anybody understands, in order; each says only what the log says. */
export function sentencesOf({ nodes, effects }: Explanation, speaker: Speaker): Sentence[] {
  const made = new Set(effects.map((one) => one.position))
  return nodes.flatMap((node, index) => {
    if (index > 0 && node.kind === 'effect' && !made.has(node.position)) return []
    const text = sentence(node, index === 0, speaker)
    return text === undefined ? [] : [{ node, text }]
  })
}

function sentence(node: StoryNode, first: boolean, speaker: Speaker): string | undefined {
  const { t, actor } = speaker
  const who = actor(node.actor)
  const body = bodyOf(node.event, node.data as Record<string, unknown>) as Record<string, unknown>
  switch (node.event) {
    case 'MessageSent':
      return t('why.words.message', { who })
    case 'ContextRetrieved':
      return contextOf(body, speaker)
    case 'ModelResponded': {
      const seconds = (count(body['latency_ms']) / 1000).toLocaleString(speaker.language, { maximumFractionDigits: 1 })
      const answered = t('why.words.answered', { model: words(body['model']), seconds })
      const calls = count(body['calls'])
      return calls === 0 ? answered : `${answered} ${t('why.words.calls', { count: calls })}`
    }
    case 'ModelAttemptFailed':
      return t('why.words.attemptFailed', { model: words(body['model']), why: spaced(body['kind']) })
    case 'ToolAnswered':
      // What it led to is told by the action.
      if (typeof body['action_id'] === 'string') return undefined
      return t('why.words.tool', { tool: spaced(body['tool']) })
    case 'TurnFailed':
      return t('why.words.turnFailed', { why: spaced(body['reason']) })
    case 'TurnCancelled':
      return t('why.words.turnCancelled', { who })
    case 'ActionRequested': {
      const decision = (['allow', 'ask', 'deny'] as const).find((one) => one === body['decision']) ?? 'ask'
      return t(`why.words.policy.${decision}`, { kind: spaced(body['kind']) })
    }
    case 'ActionApproved':
      return t('why.words.approved', { who })
    case 'ActionRejected':
      return t('why.words.rejected', { who })
    case 'ActionRevised':
      return t('why.words.revised', { who })
    case 'ActionExpired':
      return t('why.words.expired')
    case 'ActionPerformed':
      return t('why.words.performed')
    case 'ActionFailed':
      return t('why.words.actionFailed', { why: spaced(body['reason']) })
    case 'ActionUndone':
      return t('why.words.undone', { who })
    case 'ReplyGiven':
      return replyOf(body, speaker)
    case 'NotificationIssued':
      return t('why.words.notice', { who: actor(`member:${words(body['recipient'])}`) })
    default:
      if (node.kind === 'turn') return undefined
      return first
        ? t('why.words.began', { who, event: node.event })
        : t('why.words.effect', { event: node.event, stream: node.stream.type })
  }
}

function contextOf(body: Record<string, unknown>, { t, language }: Speaker): string {
  const parts = (['passages', 'shifts', 'facts', 'history'] as const).flatMap((name) => {
    const count = listed(body[name])
    return count === 0 ? [] : [t(`why.words.shown.${name}`, { count })]
  })
  if (parts.length === 0) return t('why.words.contextNothing')
  const said = t('why.words.context', { parts: new Intl.ListFormat(language).format(parts) })
  return body['tainted'] === true ? `${said} ${t('why.words.tainted')}` : said
}

function replyOf(body: Record<string, unknown>, { t }: Speaker): string {
  const citations = listed(body['citations'])
  const withheld = count(body['withheld'])
  return [
    t('why.words.reply'),
    citations > 0 ? t('why.words.citations', { count: citations }) : '',
    withheld > 0 ? t('why.words.withheld', { count: withheld }) : '',
  ].join(' ').trim()
}

/** Whether a step is of what was asked about: the event, or the thing that it happened to. */
export function isAbout(about: string, node: StoryNode): boolean {
  return node.id === about || node.stream.id === about
}

function listed(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** `notify_user` and `rate-limited` read better as words. */
function spaced(value: unknown): string {
  return words(value).replaceAll(/[_-]/g, ' ')
}

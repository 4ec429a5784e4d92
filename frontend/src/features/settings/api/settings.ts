import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { keys } from '@/api/keys'
import { afterPosition } from '@/api/position'
import { Problem, toProblem } from '@/api/problem'
import type { Agent, NotificationRules, Policies } from '@/api/types'
import type { Current } from '@/lib/use-kept-draft'
import { useSave, type Saving } from './save'

/** How the steward is set up, without what it can be set to. */
export type AgentSettings = Required<Omit<Agent, 'models'>>

export const agentQuery = queryOptions({
  queryKey: [...keys.settings, 'agent'],
  queryFn: async () => {
    const { data, error, response } = await client.GET('/api/v1/tenant/agent', { params: { query: afterPosition() } })
    if (data === undefined) throw toProblem(response, error)
    const value: AgentSettings = {
      persona: data.persona ?? '',
      rules: data.rules ?? [],
      model: data.model ?? null,
      fallback_model: data.fallback_model ?? null,
      temperature: data.temperature ?? null,
      max_output_tokens: data.max_output_tokens ?? null,
    }
    return { value, tag: response.headers.get('etag') ?? '*', models: data.models }
  },
})

export const policiesQuery = queryOptions({
  queryKey: [...keys.settings, 'policies'],
  queryFn: async () => {
    const { policies, by_role } = await unwrap(client.GET('/api/v1/tenant/policies', { params: { query: afterPosition() } }))
    return current({ policies, by_role: by_role ?? {} })
  },
})

export const noticesQuery = queryOptions({
  queryKey: [...keys.settings, 'notices'],
  queryFn: async () =>
    current(await unwrap(client.GET('/api/v1/tenant/notification-rules', { params: { query: afterPosition() } }))),
})

/** What has no tag of the server's is named by what it says. */
function current<T>(value: T): Current<T> {
  return { value, tag: JSON.stringify(value) }
}

export function useSaveAgent(onSaved: () => void) {
  return useSave(({ value, tag }: Saving<AgentSettings>) => {
    const rules = value.rules.map((rule) => rule.trim()).filter((rule) => rule !== '')
    return unwrap(
      client.PUT('/api/v1/tenant/agent', {
        params: { header: { 'If-Match': tag, 'Idempotency-Key': crypto.randomUUID() } },
        body: { ...value, rules },
      }),
    )
  }, onSaved)
}

export function useSavePolicies(onSaved: () => void) {
  const queries = useQueryClient()
  return useSave(async ({ value, tag }: Saving<Required<Policies>>) => {
    stillAt(tag, await queries.query({ ...policiesQuery, staleTime: 0 }))
    return unwrap(client.PUT('/api/v1/tenant/policies', { body: value }))
  }, onSaved)
}

export function useSaveNotices(onSaved: () => void) {
  const queries = useQueryClient()
  return useSave(async ({ value, tag }: Saving<NotificationRules>) => {
    stillAt(tag, await queries.query({ ...noticesQuery, staleTime: 0 }))
    return unwrap(client.PUT('/api/v1/tenant/notification-rules', { body: value }))
  }, onSaved)
}

/** The server takes these without a condition, so it is looked at just before. */
function stillAt(tag: string, latest: Current<unknown>): void {
  if (latest.tag !== tag) throw new Problem(412, { title: 'Somebody else has saved meanwhile' })
}

import type { Locator, Page } from '@playwright/test'
import { bearer, expect, url } from './app.ts'

/** A week far ahead that is each run's own, so that journeys do not meet. */
export function someMonday(): string {
  const monday = new Date(Date.UTC(2028, 0, 3 + 7 * Math.floor(Math.random() * 900)))
  return monday.toISOString().slice(0, 10)
}

export function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

export function weekday(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(day))
}

/** Plans a shift by API. */
export async function plan(page: Page, who: string, day: string, role: string): Promise<void> {
  const headers = await bearer(page.request, 'mario@pizza.com')
  const members = (await (await page.request.get(`${url()}/api/v1/members`, { headers })).json()) as { items: { id: string; name: string }[] }
  const member_id = members.items.find((one) => one.name === who)?.id
  const data = { member_id, role, starts_at: `${day}T09:00:00Z`, ends_at: `${day}T12:00:00Z` }
  expect((await page.request.post(`${url()}/api/v1/shifts`, { headers, data })).ok()).toBe(true)
}

/** A shift on the roster. */
export function chip(page: Page, who: string, role: string, day: string): Locator {
  const date = weekday(day).replace(/,? /g, ',? ')
  return page.getByRole('button', { name: new RegExp(`^${who}, (?=.*${role})(?=.*${date})`) })
}

/** Where somebody's shifts of a day lie in a week that begins on Monday. */
export function cellOf(page: Page, who: string, day: number): Locator {
  return page.getByRole('row', { name: new RegExp(`^${who}`) }).getByRole('cell').nth(day)
}

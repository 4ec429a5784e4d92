import { bearer, expect, test, url } from './app.ts'
import { audit } from './audit.ts'

test('a notice is put off, and comes back unread when its moment comes', async ({ signIn, request }) => {
  const peach = await signIn('peach@pizza.com')
  const luigi = await signIn('luigi@pizza.com')
  const before = await peach.unread()
  const reply = await luigi.ask("There's a delivery arriving tomorrow at 10am, but I'm off work")
  await expect(reply.getByRole('region', { name: 'Receipt' })).toContainText('Notified Peach')
  await expect(peach.bell).toHaveAccessibleName(`Notices, ${before + 1} unread`)

  const notice = peach.panel.getByRole('article', { name: 'From Luigi' }).first()
  await test.step('until tomorrow: it is unread no more, and says when it comes back', async () => {
    await peach.bell.click()
    await notice.getByRole('button', { name: 'Later' }).click()
    await audit(peach.page, 'when to show it again')
    await notice.getByRole('group', { name: 'When to show it again' }).getByRole('button', { name: /^Tomorrow/ }).click()
    const off = peach.panel.getByRole('article').filter({ hasText: /Put off until .*09:00/ }).first()
    await expect(off).toBeVisible()
    await expect(off.getByRole('button', { name: 'Later' })).toHaveCount(0)
    await peach.page.keyboard.press('Escape')
    await expect(peach.bell).toHaveAccessibleName(before === 0 ? 'Notices' : `Notices, ${before} unread`)
  })

  await test.step('until in a moment, by another program: it is back without a reload', async () => {
    const headers = await bearer(request, 'peach@pizza.com')
    const list = await request.get(`${url()}/api/v1/notifications?limit=1`, { headers })
    const { items } = (await list.json()) as { items: { id: string }[] }
    const until = new Date(Date.now() + 2_000).toISOString()
    expect((await request.post(`${url()}/api/v1/notifications/${items[0]?.id}/snooze`, { headers, data: { until } })).ok()).toBe(true)
    await expect(peach.bell).toHaveAccessibleName(`Notices, ${before + 1} unread`)
    await expect(peach.page.getByRole('alert').filter({ hasText: 'From Luigi' }).last()).toBeVisible()
    await peach.bell.click()
    await notice.getByRole('button', { name: 'Acknowledge' }).click()
    await expect(peach.panel.getByRole('article').filter({ hasText: 'Acknowledged' }).first()).toBeVisible()
  })
})

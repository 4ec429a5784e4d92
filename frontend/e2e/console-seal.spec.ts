import { readFile } from 'node:fs/promises'
import { expect, test } from './app.ts'
import { audit } from './audit.ts'

test('an owner verifies the log, and takes away the proof for an event', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  await page.goto('/log/events?type=TenantRegistered')
  await page.getByRole('list', { name: 'Log: events' }).getByRole('link').first().click()
  const position = /open=(\d+)/.exec(page.url())?.[1] ?? ''
  await page.getByRole('dialog').getByRole('link', { name: 'Prove it' }).click()

  await expect(page.getByText(`TenantRegistered at ${position} is in the log.`)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the proof' }).click()
  const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { proof: string; event: { position: number } }
  expect([file.proof, file.event.position]).toEqual(['inclusion', Number(position)])

  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText('Everything is as it was sealed.')).toBeVisible()
  await expect(page.getByRole('list', { name: 'Signed heads' }).getByRole('listitem').first()).toBeVisible()
  await audit(page, 'seal')
})

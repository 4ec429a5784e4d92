import type { APIRequestContext } from '@playwright/test'
import { bearer, expect, test, url } from './app.ts'
import { audit } from './audit.ts'

const BEFORE = '# Napkins\n\nNapkins are folded twice.\n\n## Storage\n\nThey lie on the second shelf of the pantry.\n'
const AFTER = '# Napkins\n\nNapkins are folded twice.\n\n## Storage\n\nThey lie on the third shelf of the pantry.\n\nCloth ones hang behind the door.\n'

/** A document with two versions; its id. */
async function revised(request: APIRequestContext, title: string): Promise<string> {
  const headers = await bearer(request, 'mario@pizza.com')
  const added = await request.post(`${url()}/api/v1/documents`, { headers, data: { title, text: BEFORE } })
  const { document_id: id } = (await added.json()) as { document_id: string }
  const path = `${url()}/api/v1/documents/${id}`
  const change = await request.put(path, { headers: { ...headers, 'if-match': '"1"' }, data: { title, text: AFTER } })
  expect(change.ok()).toBe(true)
  return id
}

test('whoever reads a document sees its versions, what changed between any two, and how it is cut', async ({ signIn, request }) => {
  const id = await revised(request, 'Napkins')
  const { page } = await signIn('luigi@pizza.com')
  await page.getByRole('link', { name: 'Documents', exact: true }).click()
  await page.getByRole('list', { name: 'Documents' }).getByRole('link', { name: /^Napkins/ }).click()
  const differences = page.getByRole('region', { name: 'Differences, line by line' })

  await test.step('the last change, with the words in it', async () => {
    await page.getByRole('link', { name: 'Versions', exact: true }).click()
    await expect(page.getByText('1 line removed, 3 lines added.')).toBeVisible()
    await expect(differences.getByRole('deletion')).toContainText('second')
    await expect(differences.locator('ins strong')).toHaveText(['third'])
    const second = page.getByRole('article', { name: 'Version 2' })
    await expect(second).toContainText('in use')
    await expect(second).toContainText('Mario')
  })

  await test.step('the other way round, at an address of its own', async () => {
    await page.getByRole('button', { name: 'Swap the two versions' }).click()
    await expect(page).toHaveURL(/from=2&to=1/)
    await expect(page.getByText('3 lines removed, 1 line added.')).toBeVisible()
    await page.reload()
    await expect(differences.locator('ins strong')).toHaveText(['second'])
  })

  await test.step('an old version says that it is old, and leads to what has changed since', async () => {
    await page.getByRole('article', { name: 'Version 1' }).getByRole('link', { name: 'Version 1', exact: true }).click()
    await expect(page.getByText('They lie on the second shelf')).toBeVisible()
    await page.getByRole('link', { name: 'What has changed' }).click()
    await expect(page).toHaveURL(/from=1&to=2/)
    await expect(differences).toBeVisible()
  })

  await test.step('from a search to the passage where it stands, and whether it is found by its meaning', async () => {
    await page.goto('/documents/search?q=Where+do+the+napkins+lie')
    const found = page.getByRole('article', { name: 'Napkins' }).filter({ hasText: 'third shelf' }).first()
    await found.getByRole('link', { name: 'How it is cut' }).click()
    await expect(page).toHaveURL(new RegExp(`${id}/passages`))
    const passage = page.getByRole('article').filter({ hasText: 'The link led to this passage.' })
    await expect(passage).toBeInViewport()
    await expect(passage).toContainText(/Passage \d of \d/)
    await expect(passage).toContainText('third shelf')
    await page.getByRole('link', { name: 'Passages', exact: true }).click()
    await expect(page.getByText('found by meaning').first()).toBeVisible()
  })
})

test('a question without an answer is passed on, written down and dealt with', async ({ signIn }) => {
  test.slow()
  const question = 'Where is the spare key of the cellar kept?'
  const luigi = await signIn('luigi@pizza.com')
  const mario = await signIn('mario@pizza.com')

  await test.step('nobody reads it until its member passes it on', async () => {
    const reply = await luigi.ask(question)
    await expect(reply).toContainText('Nothing that the steward knows answers this.')
    await mario.page.getByRole('link', { name: 'Documents', exact: true }).click()
    await mario.page.getByRole('link', { name: 'Questions and ratings' }).click()
    await expect(mario.page.getByText('Nothing found', { exact: true }).first()).toBeVisible()
    await expect(mario.page.getByText(question)).toHaveCount(0)
    await reply.getByRole('button', { name: 'Pass my question on' }).click()
    await expect(reply.getByRole('button', { name: 'Take it back' })).toBeVisible()
  })

  await test.step('what was wrong with an answer goes with it', async () => {
    const reply = luigi.replies.first()
    await reply.getByRole('button', { name: 'This did not help' }).click()
    await reply.getByRole('textbox', { name: 'What was wrong with it?' }).fill('It hangs somewhere.')
    await reply.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(reply.getByRole('textbox')).toHaveCount(0)
  })

  const waiting = mario.page.getByRole('article', { name: question })
  await test.step('who manages reads it, without a name', async () => {
    await mario.page.reload()
    await expect(waiting).toContainText('no answer found')
    await expect(waiting).toContainText('It hangs somewhere.')
    await expect(waiting).not.toContainText('Luigi')
    await expect(mario.page.getByRole('img', { name: /answers helped/ })).toBeVisible()
    await waiting.getByRole('link', { name: 'Test the search with it' }).click()
    await expect(mario.page.getByRole('textbox', { name: 'Question' })).toHaveValue(question)
    await mario.page.goBack()
  })

  await test.step('writes it down', async () => {
    await waiting.getByRole('link', { name: 'Write a document' }).click()
    const form = mario.page.getByRole('dialog', { name: 'Write a document' })
    await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue(question)
    await form.getByRole('textbox', { name: 'Title' }).fill('Keys')
    await form.getByRole('textbox', { name: 'Text' }).fill('The spare key of the cellar is kept in the drawer beside the till.')
    await form.getByRole('button', { name: 'Add' }).click()
    await expect(form).toHaveCount(0)
    await expect(luigi.page.getByRole('link', { name: 'New conversation' })).toBeVisible()
    await expect(await luigi.ask(question)).toContainText('drawer beside the till')
  })

  await test.step('and puts it away', async () => {
    await mario.page.goto('/feedback')
    await waiting.getByRole('button', { name: 'Dealt with' }).click()
    await expect(waiting).toHaveCount(0)
    await mario.page.getByRole('radiogroup', { name: 'Which questions' }).getByText('Dealt with').click()
    await expect(waiting).toContainText('Dealt with by Mario')
  })

  await test.step('members have no such page', async () => {
    await luigi.page.goto('/feedback')
    await expect(luigi.page.getByText(/owners and managers of .* see this/)).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no violations in versions, passages and feedback in ${colorScheme}`, async ({ signIn, request }) => {
    test.slow()
    const id = await revised(request, `Napkins (${colorScheme})`)
    const luigi = await signIn('luigi@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    const reply = await luigi.ask(`Who repairs the ${colorScheme} neon sign of the neighbours?`)
    await reply.getByRole('button', { name: 'Pass my question on' }).waitFor()
    await audit(luigi.page, 'a reply without an answer')
    await reply.getByRole('button', { name: 'Pass my question on' }).click()
    await expect(reply.getByRole('button', { name: 'Take it back' })).toBeVisible()
    await reply.getByRole('button', { name: 'This helped' }).click()
    const { page } = await signIn('mario@pizza.com', { colorScheme, reducedMotion: 'reduce' })
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(`/documents/${id}/versions`)
      await expect(page.getByRole('region', { name: 'Differences, line by line' })).toBeVisible()
      await audit(page, `versions at ${width}`)
      await page.goto(`/documents/${id}?version=1`)
      await expect(page.getByRole('link', { name: 'What has changed' })).toBeVisible()
      await audit(page, `an old version at ${width}`)
      await page.goto(`/documents/${id}/passages`)
      await expect(page.getByRole('article', { name: /^Passage 1/ })).toBeVisible()
      await audit(page, `passages at ${width}`)
      await page.goto('/feedback')
      await expect(page.getByRole('img', { name: /answers helped/ })).toBeVisible()
      await page.getByText('Day by day, as a table').click()
      await expect(page.getByRole('table')).toBeVisible()
      await audit(page, `feedback at ${width}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
  })
}

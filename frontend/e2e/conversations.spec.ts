import { expect, test, type Person } from './app.ts'
import { audit } from './audit.ts'
import { deployment, sql } from './deployment.ts'

const idOf = ({ page }: { page: Person['page'] }) => /\/c\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''

/** The number of the first line that can be seen. */
const firstInSight = (person: Person) =>
  person.history.evaluate((log) => {
    const top = log.getBoundingClientRect().top
    const rows = [...log.querySelectorAll('[data-index]')].filter((row) => row.getBoundingClientRect().bottom > top)
    return Number(/Line (\d+) of/.exec(rows.map((row) => row.textContent).join(' '))?.[1] ?? Infinity)
  })

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a conversation is named, put away, found by its words and written in again (${colorScheme})`, async ({ signIn }) => {
    const luigi = await signIn('luigi@pizza.com', { colorScheme })
    const { page } = luigi
    await luigi.ask('Who is on shift tomorrow at 10am?')
    const name = `Shift of tomorrow ${Date.now()}`
    const list = page.getByRole('navigation', { name: 'Conversations' })

    await test.step('named', async () => {
      await page.getByRole('button', { name: 'Conversation options' }).click()
      await page.getByLabel('Name of this conversation').fill(name)
      await audit(page, 'conversation options')
      await page.getByRole('button', { name: 'Rename' }).click()
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
      await expect(list.getByRole('link', { name: new RegExp(name) })).toBeVisible()
    })

    await test.step('put away', async () => {
      await page.getByRole('button', { name: 'Conversation options' }).click()
      await page.getByRole('button', { name: 'Archive', exact: true }).click()
      await expect(page.getByText('This conversation is archived.')).toBeVisible()
      await expect(list.getByRole('link', { name: new RegExp(name) })).toBeHidden()
      await list.getByRole('button', { name: 'Archived' }).click()
      await expect(list.getByRole('link', { name: new RegExp(name) })).toBeVisible()
      await audit(page, 'archived conversations')
      await list.getByRole('button', { name: 'All conversations' }).click()
    })

    await test.step('found by what was said', async () => {
      await page.getByRole('link', { name: 'New conversation' }).click()
      await list.getByRole('searchbox').fill('SHIFT tomorrow 10am')
      const found = list.getByRole('region', { name: 'In messages' })
      await expect(found.getByRole('link', { name: new RegExp(name) }).first()).toBeVisible()
      await expect(found.locator('mark').first()).toBeVisible()
      await audit(page, 'found messages')
      await found.getByRole('link', { name: new RegExp(name) }).first().click()
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
      await list.getByRole('searchbox').fill('')
    })

    await test.step('written in again', async () => {
      await luigi.say('And who is on shift now?')
      await expect(luigi.replies).toHaveCount(2)
      await expect(page.getByText('This conversation is archived.')).toBeHidden()
      await expect(list.getByRole('link', { name: new RegExp(name) })).toBeVisible()
    })
  })
}

test('a reply is rated, with a reason, by keyboard', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const reply = await luigi.ask('When is the next cleaning scheduled?')
  const [up, down] = [reply.getByRole('button', { name: 'This helped' }), reply.getByRole('button', { name: 'This did not help' })]
  await up.press('Enter')
  await expect(up).toHaveAttribute('aria-pressed', 'true')
  await down.press('Enter')
  await expect(down).toHaveAttribute('aria-pressed', 'true')
  await expect(up).toHaveAttribute('aria-pressed', 'false')
  await reply.getByLabel('What was wrong with it?').fill('It is on Wednesdays now.')
  await audit(luigi.page, 'what was wrong')
  await reply.getByRole('button', { name: 'Send', exact: true }).press('Enter')
  await expect(reply.getByLabel('What was wrong with it?')).toBeHidden()
  await luigi.page.reload()
  await expect(down).toHaveAttribute('aria-pressed', 'true')
  await down.press('Enter')
  await expect(down).toHaveAttribute('aria-pressed', 'false')
})

test('a conversation of 5,000 messages opens at its end, keeps few rows and leads back to its first', async ({ signIn }) => {
  test.skip(deployment() === undefined, 'needs a database of its own')
  test.slow()
  const luigi = await signIn('luigi@pizza.com')
  await luigi.ask('Who is on shift tomorrow at 10am?')
  const { page } = luigi
  const id = idOf(luigi)
  try {
    // Rows of the read model alone: this is about the screen.
    await sql(
      `INSERT INTO messages (tenant_id, message_id, conversation_id, role, text, citations, actions, withheld, model, turn_id, tainted, answered, created_at, position, updated_position)
       SELECT tenant_id, gen_random_uuid(), conversation_id, 'steward', 'Line ' || n || ' of very many. ' || repeat('More words. ', n % 9) || CASE n WHEN 17 THEN 'Zanzibar.' ELSE '' END, '[]', '{}', 0, 'none',
              gen_random_uuid(), false, false, started_at - interval '10 days' + n * interval '1 minute', n - 5000, n - 5000
       FROM conversations, generate_series(1, 5000) AS n WHERE conversation_id = '${id}'`,
    )
    await page.reload()
    const rows = luigi.history.locator('[data-index]')
    await expect(luigi.history.getByText('Who is on shift tomorrow at 10am?')).toBeInViewport()
    await expect(luigi.history.getByText('Line 5000 of very many.')).toBeAttached()
    expect(await rows.count()).toBeLessThan(200)

    await test.step('what stands below the next answer is in sight', async () => {
      await luigi.say('Who is on shift now?')
      const answer = luigi.replies.last()
      await expect(answer.getByRole('button', { name: 'Answer again' })).toBeVisible()
      await expect(luigi.history).toHaveAttribute('aria-busy', 'false')
      await expect(answer.getByRole('link', { name: 'Why this answer?' })).toBeInViewport({ ratio: 1 })
    })

    await test.step('back, page by page, without a jump', async () => {
      await luigi.history.hover()
      let before = 5000
      while (before > 4700) {
        await page.mouse.wheel(0, -1500)
        await expect.poll(() => firstInSight(luigi)).toBeLessThan(before)
        const now = await firstInSight(luigi)
        expect(before - now, 'rows that were passed at once').toBeLessThan(60)
        expect(await rows.count()).toBeLessThan(200)
        before = now
      }
      await page.getByRole('button', { name: 'Jump to latest' }).click()
      await expect(luigi.history.getByText('Who is on shift tomorrow at 10am?')).toBeInViewport()
    })

    await test.step('to the first, by its words', async () => {
      const list = page.getByRole('navigation', { name: 'Conversations' })
      await list.getByRole('searchbox').fill('zanzibar')
      await list.getByRole('region', { name: 'In messages' }).getByRole('link').first().click()
      await expect(luigi.history.getByText('Line 17 of very many.')).toBeInViewport()
      expect(await rows.count()).toBeLessThan(200)
    })
  } finally {
    await sql(`DELETE FROM messages WHERE conversation_id = '${id}' AND position <= 0 AND role = 'steward' AND text LIKE 'Line %'`)
  }
})

test('everywhere is gone to by a few letters', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com')
  const { page } = mario
  await mario.composer.press('Control+k')
  const field = page.getByRole('textbox', { name: 'Where to? A few letters will do.' })
  await expect(field).toBeFocused()
  await audit(page, 'palette')
  await field.fill('roster')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Roster', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Go to …' }).click()
  await field.fill('usage nothing like it')
  await expect(page.getByText('Nothing has these letters.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
})

test('another answer stands beside the first, and what was said is changed and sent again', async ({ signIn }) => {
  const luigi = await signIn('luigi@pizza.com')
  const reply = await luigi.ask('Who is on shift tomorrow at 10am?')
  await reply.getByRole('button', { name: 'Answer again' }).click()
  await expect(luigi.replies).toHaveCount(1)
  const versions = luigi.replies.getByRole('group', { name: 'Answers to this message' })
  await expect(versions).toContainText('2 of 2')
  await versions.getByRole('button', { name: 'The answer before' }).click()
  await expect(versions).toContainText('1 of 2')

  await luigi.history.getByRole('button', { name: 'Change and send again' }).click()
  await expect(luigi.composer).toHaveValue('Who is on shift tomorrow at 10am?')
  await luigi.say('Who is on shift now?')
  await expect(luigi.replies).toHaveCount(2)
  // Only the last message can be answered again.
  await expect(luigi.history.getByRole('button', { name: 'Answer again' })).toHaveCount(1)
  await luigi.composer.press('ArrowUp')
  await expect(luigi.composer).toHaveValue('Who is on shift now?')
})

import { expect, test } from '../app.ts'
import { removeUploads } from '../uploads.ts'
import { picture } from '../picture.ts'
import { hand, ways } from './hands.ts'
import { Walker } from './walker.ts'

/** One document for each way, since the same file is not taken twice. */
const file = (name: string, shelf: string) => ({
  name: `${name}.md`,
  mimeType: 'text/markdown',
  buffer: Buffer.from(`# ${name}\n\nSacks of ${name.toLowerCase()} stand on the ${shelf} shelf of the cellar, never on the floor.\n`),
})
const SACKS = { mouse: 'Semolina', keyboard: 'Chickpeas', touch: 'Lentils' }

test.afterEach(({ request }) => removeUploads(request))

// Many steps, one after the other.
test.setTimeout(120_000)

for (const way of ways) {
  test(`an answer says that its source has changed since (${way.name})`, async ({ signIn }) => {
    const mario = await Walker.signIn(signIn, way, 'mario@pizza.com')
    const { hands, page } = mario
    const name = SACKS[hands.kind]
    const question = `Where do the sacks of ${name.toLowerCase()} stand?`
    const row = page.getByRole('list', { name: 'Documents' }).getByRole('article', { name })
    let first = ''

    await test.step('a file is uploaded, and found by its meaning', async () => {
      await mario.go('Documents')
      await hand(page, hands, page.getByRole('button', { name: 'Upload files' }), file(name, 'second'))
      await expect(page.getByRole('list', { name: 'Uploads' }).getByRole('article', { name: `${name}.md` })).toContainText('added')
      await expect(row).toContainText(/\d+ passages?/)
      await expect(row.getByRole('progressbar')).toHaveCount(0)
      await picture(page, 'documents')
    })

    await test.step('asked about, it is cited', async () => {
      const reply = await mario.ask(question)
      await expect(reply).toContainText('second shelf')
      await expect(reply.getByRole('list', { name: 'Sources' })).toContainText(name)
      await expect(reply.getByText('changed since')).toHaveCount(0)
      first = page.url()
    })

    await test.step('a new version takes its place', async () => {
      await mario.go('Documents')
      await hands.press(row.getByRole('link', { name }).first())
      await hand(page, hands, page.getByRole('button', { name: 'Upload a new version' }), file(name, 'third'))
      await expect(page.getByText('third shelf')).toBeVisible()
      await expect(page.getByText('Version 2')).toBeVisible()
    })

    await test.step('the answer of before says so, and still shows what it read', async () => {
      await page.goto(first)
      const source = mario.person.replies.first().getByRole('list', { name: 'Sources' }).getByRole('link', { name })
      await expect(source).toContainText('changed since')
      await hands.press(source)
      const drawer = page.getByRole('dialog')
      await expect(drawer).toContainText('The document has changed since: its newest version is 2.')
      await expect(drawer.locator('mark')).toContainText('second shelf')
      await picture(page, 'changed-since')
      await hands.leave(drawer)
    })

    await test.step('the next one is from the new version', async () => {
      const reply = await mario.ask(question)
      await expect(reply).toContainText('third shelf')
      await expect(reply.getByText('changed since')).toHaveCount(0)
    })
  })
}

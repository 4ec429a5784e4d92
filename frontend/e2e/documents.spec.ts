import { expect, test } from './app.ts'
import { pdf } from './pdf.ts'
import { removeUploads } from './uploads.ts'

test.afterEach(({ request }) => removeUploads(request))

const MARKDOWN = `# Flour

The flour comes from the mill in Altamura, forty sacks at a time.

## Storage

Sacks of flour stand on the second shelf of the cellar, never on the floor.
`

test('files become documents that the steward answers from and cites', async ({ signIn }) => {
  const mario = await signIn('mario@pizza.com')
  const { page } = mario
  await page.getByRole('link', { name: 'Documents', exact: true }).click()

  await test.step('two files at once, with their progress and their end', async () => {
    await page.getByLabel('Files to upload').setInputFiles([
      { name: 'Flour and its storage.md', mimeType: 'text/markdown', buffer: Buffer.from(MARKDOWN) },
      { name: 'Oven manual.pdf', mimeType: 'application/pdf', buffer: pdf('The stone oven is swept with the brass brush every Sunday evening.') },
    ])
    const uploads = page.getByRole('list', { name: 'Uploads' })
    await expect(uploads.getByRole('article')).toHaveCount(2)
    for (const name of ['Flour and its storage.md', 'Oven manual.pdf']) {
      await expect(uploads.getByRole('article', { name })).toContainText('added')
    }
    await expect(page.getByRole('status').filter({ hasText: 'Oven manual.pdf was added.' })).toHaveCount(1)
  })

  await test.step('both are found by their meaning, without a reload', async () => {
    const documents = page.getByRole('list', { name: 'Documents' })
    for (const name of ['Flour and its storage', 'Oven manual']) {
      const row = documents.getByRole('article', { name })
      await expect(row).toContainText(/\d+ passages?/)
      await expect(row.getByRole('progressbar')).toHaveCount(0)
    }
  })

  for (const [question, answer, source] of [
    ['Where do the sacks of flour stand?', /second shelf/, 'Flour and its storage'],
    ['When is the stone oven swept with the brass brush?', /Sunday/, 'Oven manual'],
  ] as const) {
    await test.step(`asked “${question}”, it answers from ${source}`, async () => {
      const reply = await mario.ask(question)
      await expect(reply).toContainText(answer)
      await reply.getByRole('link', { name: new RegExp(`^Source \\d+: ${source}`) }).first().click()
      await expect(page.getByRole('dialog').locator('mark')).toContainText(answer)
      await page.keyboard.press('Escape')
    })
  }

  await test.step('who manages says that it can be trusted', async () => {
    await page.getByRole('link', { name: 'Documents', exact: true }).click()
    await page.getByRole('list', { name: 'Documents' }).getByRole('link', { name: /Flour and its storage/ }).click()
    await expect(page.getByText('Untrusted source')).toBeVisible()
    await page.getByRole('button', { name: 'Trust this document' }).click()
    await expect(page.getByText('Trusted source', { exact: true })).toBeVisible()
    await expect(page.getByText('Version 2')).toBeVisible()
    await page.getByRole('button', { name: 'Stop trusting it' }).click()
    await expect(page.getByText('Untrusted source')).toBeVisible()
  })

  await test.step('who may not write documents is not offered to', async () => {
    const luigi = await signIn('luigi@pizza.com')
    await luigi.page.getByRole('link', { name: 'Documents', exact: true }).click()
    await expect(luigi.page.getByRole('article', { name: 'Oven manual' })).toBeVisible()
    await expect(luigi.page.getByRole('button', { name: /Upload|Write a document/ })).toHaveCount(0)
    await luigi.page.getByRole('list', { name: 'Documents' }).getByRole('link', { name: /Oven manual/ }).click()
    await expect(luigi.page.getByText('brass brush')).toBeVisible()
    await expect(luigi.page.getByRole('button', { name: /Upload a new version|Trust this document/ })).toHaveCount(0)
  })
})

test('a file that is not what it says is refused in words, and another one takes its place', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  await page.goto('/documents')
  const input = page.getByLabel('Files to upload')
  const uploads = page.getByRole('list', { name: 'Uploads' })

  await test.step('one error per file, next to what went well', async () => {
    await input.setInputFiles([
      { name: 'Menu.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><body><h1>Menu</h1></body></html>') },
      { name: 'Nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      { name: 'Locked.pdf', mimeType: 'application/pdf', buffer: pdf('Secret.', { encrypted: true }) },
      { name: 'Napkins.md', mimeType: 'text/markdown', buffer: Buffer.from('# Napkins\n\nThey are folded twice.\n') },
    ])
    await expect(uploads.getByRole('article', { name: 'Menu.pdf' }).getByRole('alert')).toContainText(
      'By its name or type the file is PDF, but its content is HTML. Send it under its real type.',
    )
    await expect(uploads.getByRole('article', { name: 'Nothing.txt' }).getByRole('alert')).toContainText('The file is empty.')
    await expect(uploads.getByRole('article', { name: 'Locked.pdf' }).getByRole('alert')).toContainText('opens with a password only')
    await expect(uploads.getByRole('article', { name: 'Napkins.md' })).toContainText('added')
  })

  await test.step('too large a file is told so', async () => {
    await input.setInputFiles({ name: 'Big.txt', mimeType: 'text/plain', buffer: Buffer.alloc(21 * 1024 * 1024, 'a') })
    await expect(uploads.getByRole('article', { name: 'Big.txt' }).getByRole('alert')).toContainText('at most 20 MB')
  })

  await test.step('another file can be chosen, by keyboard', async () => {
    const menu = uploads.getByRole('article', { name: 'Menu.pdf' })
    const chooser = page.waitForEvent('filechooser')
    await menu.getByRole('button', { name: 'Choose another file' }).focus()
    await page.keyboard.press('Enter')
    await (await chooser).setFiles({ name: 'Menu.html', mimeType: 'text/html', buffer: Buffer.from('<h1>Menu</h1><p>Margherita, always.</p>') })
    await expect(menu).toHaveCount(0)
    await expect(uploads.getByRole('article', { name: 'Menu.html' })).toContainText('added')
  })

  await test.step('lines can be taken away', async () => {
    await uploads.getByRole('button', { name: 'Take Nothing.txt off this list' }).click()
    await expect(uploads.getByRole('article', { name: 'Nothing.txt' })).toHaveCount(0)
  })
})

test('a file that is dropped on the page is uploaded', async ({ signIn }) => {
  const { page } = await signIn('mario@pizza.com')
  await page.goto('/documents')
  const area = page.getByRole('region', { name: 'Documents' })
  await expect(area.getByRole('article').first()).toBeVisible()
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['# Aprons\n\nAprons are washed on Fridays.\n'], 'Aprons.md', { type: 'text/markdown' }))
    return transfer
  })
  const target = area.getByText('What the steward knows and cites.')
  await target.dispatchEvent('dragenter', { dataTransfer: dropped })
  await expect(page.getByText('Drop them to add them to the documents')).toBeVisible()
  await target.dispatchEvent('drop', { dataTransfer: dropped })
  await expect(page.getByText('Drop them to add them to the documents')).toBeHidden()
  await expect(page.getByRole('article', { name: 'Aprons.md' })).toContainText('added')
})

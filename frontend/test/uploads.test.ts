import { http, HttpResponse } from 'msw'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startSession } from '@/api/session'
import { i18next } from '@/app/i18n/i18n'
import { refusal } from '@/features/documents/api/refusal'
import { clearUploads, dropUpload, forgetAdded, replaceUpload, retryUpload, uploadFiles, uploads } from '@/features/documents/api/uploads'
import { fileSize } from '@/lib/file-size'
import { problem, server, session } from './server'

beforeEach(() => startSession(session()))
afterEach(() => clearUploads())

const file = (name: string, text = 'Some text.') => new File([text], name, { type: 'text/markdown' })
const written = (id = 'd', position = 7) => HttpResponse.json({ document_id: id, version: 1, position }, { status: 201 })
const states = () => uploads.get().map((one) => one.state)
const only = () => uploads.get()[0] ?? expect.fail('nothing is uploaded')

it('sends a file under one key, however often it takes', async () => {
  const seen: unknown[] = []
  server.use(
    http.post('*/api/v1/documents/upload', ({ request }) => {
      seen.push(request.headers.get('idempotency-key'))
      return seen.length === 1 ? problem(503, 'unavailable') : written()
    }),
  )
  uploadFiles([file('rules.md')])
  await vi.waitFor(() => expect(states()).toEqual(['failed']))
  expect(refusal(only().error, i18next)).toEqual({ text: 'About unavailable', action: 'again' })
  retryUpload(only().key)
  await vi.waitFor(() => expect(only()).toMatchObject({ state: 'added', documentId: 'd' }))
  expect(seen).toEqual([only().key, only().key])
  forgetAdded()
  expect(uploads.get()).toEqual([])
})

it('sends two at a time, and the next when one is done', async () => {
  const waiting: (() => void)[] = []
  server.use(
    http.post('*/api/v1/documents/upload', async () => {
      await new Promise<void>((done) => waiting.push(done))
      return written()
    }),
  )
  uploadFiles([file('a.md'), file('b.md'), file('c.md')])
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  expect(states()[2]).toBe('waiting')
  waiting[0]?.()
  await vi.waitFor(() => expect(waiting).toHaveLength(3))
  expect(states()[0]).toBe('added')
  for (const done of waiting) done()
  await vi.waitFor(() => expect(states()).toEqual(['added', 'added', 'added']))
})

it('says what is wrong with a file as the server words it, and takes another one in its place', async () => {
  let refused = 0
  server.use(
    http.post('*/api/v1/documents/upload', () => (refused++ === 0 ? problem(422, 'encrypted-file') : written())),
  )
  uploadFiles([file('secret.pdf')])
  await vi.waitFor(() => expect(states()).toEqual(['failed']))
  expect(refusal(only().error, i18next)).toEqual({ text: 'About encrypted-file', action: 'other' })
  await i18next.changeLanguage('es')
  expect(refusal(only().error, i18next).text).toBe('El archivo solo se abre con una contrase\u00f1a. Guarda una copia sin ella y env\u00eda esa.')
  await i18next.changeLanguage('en')
  replaceUpload(only().key, file('open.pdf'))
  await vi.waitFor(() => expect(states()).toEqual(['added']))
  expect(only().file.name).toBe('open.pdf')
})

it('names the version that a new one is to follow, and says when another one came between', async () => {
  const seen: unknown[] = []
  server.use(
    http.put('*/api/v1/documents/:id/upload', ({ request, params }) => {
      seen.push([params['id'], request.headers.get('if-match')])
      return problem(412, 'precondition-failed')
    }),
  )
  uploadFiles([file('rules.md')], { documentId: 'd', version: 3 })
  await vi.waitFor(() => expect(states()).toEqual(['failed']))
  expect(seen).toEqual([['d', '"3"']])
  expect(refusal(only().error, i18next)).toMatchObject({ text: i18next.t('documents.problems.precondition-failed'), action: 'none' })
})

it('stops a file that is taken off the list, and sends the next', async () => {
  let begun = 0
  server.use(
    http.post('*/api/v1/documents/upload', async () => {
      begun += 1
      await new Promise(() => undefined)
    }),
  )
  uploadFiles([file('a.md'), file('b.md'), file('c.md')])
  await vi.waitFor(() => expect(begun).toBe(2))
  dropUpload(only().key)
  await vi.waitFor(() => expect(begun).toBe(3))
  expect(uploads.get().map((one) => one.file.name)).toEqual(['b.md', 'c.md'])
})

it('asks before the tab is closed while a file is on its way, and only then', async () => {
  const closing = () => {
    const event = new Event('beforeunload', { cancelable: true })
    dispatchEvent(event)
    return event.defaultPrevented
  }
  server.use(http.post('*/api/v1/documents/upload', () => written()))
  expect(closing()).toBe(false)
  uploadFiles([file('a.md')])
  expect(closing()).toBe(true)
  await vi.waitFor(() => expect(states()).toEqual(['added']))
  expect(closing()).toBe(false)
})

it('tells sizes as people read them', () => {
  expect(fileSize(12, 'en')).toBe('12 bytes')
  expect(fileSize(1_240, 'en')).toBe('1.2 kB')
  expect(fileSize(20_971_520, 'es')).toBe('21 MB')
})

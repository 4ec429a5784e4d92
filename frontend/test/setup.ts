import { cleanup } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { loadLanguage } from '@/app/i18n/i18n'
import { queryClient } from '@/api/query-client'
import { server } from './server'

// What a browser has and jsdom lacks.
vi.stubGlobal('matchMedia', (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
}))
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
)
vi.stubGlobal('BroadcastChannel', undefined)
Element.prototype.scrollIntoView = () => undefined
window.scrollTo = () => undefined
Element.prototype.scrollTo = () => undefined

await loadLanguage('es')

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => {
  cleanup()
  server.resetHandlers()
  queryClient.clear()
})
afterAll(() => server.close())

// Text areas that grow measure themselves again when fonts are loaded.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })

// A file says that it can be read by being read.
Blob.prototype.arrayBuffer = function arrayBuffer(this: Blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result as ArrayBuffer)
    reader.onerror = () => fail(reader.error ?? new Error('unreadable'))
    reader.readAsArrayBuffer(this)
  })
}

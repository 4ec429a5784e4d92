import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import { Unreachable } from '@/api/problem'
import { queryClient } from '@/api/query-client'
import { sendFile } from '@/api/send-file'
import { Store } from '@/lib/store'

/** A file on its way to being a document, or a document's next version. */
export interface Upload {
  /** The Idempotency-Key: the same at every try, so that a file is never taken twice. */
  key: string
  file: File
  /** What it is a new version of; absent when it is a new document. */
  revises?: Revised
  /** `reading`: all bytes are there, and the server makes text of them. */
  state: 'waiting' | 'sending' | 'reading' | 'added' | 'failed'
  /** How much of the request has left, 0 to 1. */
  sent: number
  error?: unknown
  documentId?: string
}

export interface Revised {
  documentId: string
  /** The version that was looked at: another one by now is not overwritten. */
  version: number
}

/** The server reads two files of a business at a time; others would only wait there. */
const AT_ONCE = 2

export const uploads = new Store<readonly Upload[]>([])
const stops = new Map<string, AbortController>()

/** They outlive the screen: whoever leaves it finds them again, and nothing is lost by looking elsewhere. */
export function uploadFiles(files: readonly File[], revises?: Revised): void {
  const added = files.map((file): Upload => ({
    key: crypto.randomUUID(),
    file,
    ...(revises === undefined ? {} : { revises }),
    state: 'waiting',
    sent: 0,
  }))
  uploads.set([...uploads.get(), ...added])
  pump()
}

export function retryUpload(key: string): void {
  if (uploads.get().find((one) => one.key === key)?.state !== 'failed') return
  change(key, { state: 'waiting', sent: 0, error: undefined })
  pump()
}

/** Another file in the place of one that was refused. */
export function replaceUpload(key: string, file: File): void {
  const before = uploads.get().find((one) => one.key === key)
  if (before?.state !== 'failed') return
  const { revises } = before
  const next: Upload = { key: crypto.randomUUID(), file, ...(revises ? { revises } : {}), state: 'waiting', sent: 0 }
  uploads.set(uploads.get().map((one) => (one.key === key ? next : one)))
  pump()
}

/** Takes it off the list; one that is on its way is stopped. */
export function dropUpload(key: string): void {
  stops.get(key)?.abort()
  uploads.set(uploads.get().filter((one) => one.key !== key))
}

/** What has become a document needs no line of its own any more. */
export function forgetAdded(): void {
  uploads.set(uploads.get().filter((one) => one.state !== 'added'))
}

export function clearUploads(): void {
  for (const one of uploads.get()) dropUpload(one.key)
}

function pump(): void {
  const running = uploads.get().filter((one) => one.state === 'sending' || one.state === 'reading').length
  const next = uploads.get().filter((one) => one.state === 'waiting')
  for (const one of next.slice(0, Math.max(0, AT_ONCE - running))) void deliver(one)
}

async function deliver({ key, file, revises }: Upload): Promise<void> {
  const stop = new AbortController()
  stops.set(key, stop)
  change(key, { state: 'sending' })
  try {
    const written = await sendFile(
      {
        method: revises ? 'PUT' : 'POST',
        path: revises ? `/api/v1/documents/${revises.documentId}/upload` : '/api/v1/documents/upload',
        file,
        headers: { 'Idempotency-Key': key, ...(revises ? { 'If-Match': `"${revises.version}"` } : {}) },
      },
      (sent, total) => change(key, { sent: total > 0 ? sent / total : 0, state: sent < total ? 'sending' : 'reading' }),
      stop.signal,
    )
    sawPosition(written.position)
    change(key, { state: 'added', documentId: written.document_id })
    void queryClient.invalidateQueries({ queryKey: keys.documents })
  } catch (error) {
    const gone = error instanceof Unreachable && !(await isReadable(file))
    change(key, { state: 'failed', error: gone ? new FileGone() : error })
  } finally {
    stops.delete(key)
    pump()
  }
}

/** The file was changed, moved or deleted since it was chosen: the browser cannot read it any more. */
export class FileGone extends Error {}

async function isReadable(file: File): Promise<boolean> {
  if (file.size === 0) return true
  return file.slice(0, 1).arrayBuffer().then(() => true, () => false)
}

/** Whoever closes the tab now would lose a file half way: the browser asks first. */
uploads.subscribe(() => {
  const busy = uploads.get().some((one) => one.state !== 'added' && one.state !== 'failed')
  if (busy) addEventListener('beforeunload', ask)
  else removeEventListener('beforeunload', ask)
})

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

function change(key: string, patch: Partial<Upload>): void {
  uploads.set(uploads.get().map((one) => (one.key === key ? { ...one, ...patch } : one)))
}

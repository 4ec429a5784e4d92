import { Problem, toProblem, Unreachable } from './problem'
import type { paths } from './schema'
import { accessToken, refreshSession } from './session'

type Upload = paths['/api/v1/documents/upload']['post']
export type Written = Upload['responses'][201]['content']['application/json']

export interface FileRequest {
  method: 'POST' | 'PUT'
  path: string
  file: File
  headers: Readonly<Record<string, string>>
}

/**
 * Sends one file as multipart/form-data. The browser tells how far it is of XMLHttpRequest only, so
 * this is the one request that the generated client does not make. A 401 is answered once with a
 * fresh token, as there.
 */
export async function sendFile(
  request: FileRequest,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Written> {
  try {
    return await send(request, await accessToken(), onProgress, signal)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    const session = await refreshSession()
    if (session.phase !== 'signed-in') throw error
    return send(request, session.token, onProgress, signal)
  }
}

function send(
  { method, path, file, headers }: FileRequest,
  token: string | undefined,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Written> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    const abort = () => {
      request.abort()
      fail(new DOMException('The upload was stopped', 'AbortError'))
    }
    request.open(method, path)
    request.responseType = 'text'
    if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total)
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) done(body as Written)
      else fail(problemOf(request, body))
    }
    request.onerror = () => fail(new Unreachable(undefined))
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    if (signal.aborted) return abort()
    const form = new FormData()
    form.set('file', file)
    request.send(form)
  })
}

function problemOf(request: XMLHttpRequest, body: unknown): Problem {
  const seconds = request.getResponseHeader('retry-after')
  const headers: Record<string, string> = seconds === null ? {} : { 'retry-after': seconds }
  return toProblem(new Response(null, { status: request.status, headers }), body)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

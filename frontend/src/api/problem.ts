/** What went wrong, in the words of RFC 9457, whatever layer it came from. */
export class Problem extends Error {
  readonly slug: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly traceId: string | undefined
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined
  /** When it was received, for counting that time down. */
  readonly at = Date.now()
  readonly fields: readonly FieldError[]
  /** Members that only this type of problem has, such as `tenants`. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(status: number, body: Record<string, unknown>, retryAfter?: number) {
    const title = text(body['title']) ?? `HTTP ${status}`
    super(text(body['detail']) ?? title)
    this.name = 'Problem'
    this.status = status
    this.slug = (text(body['type']) ?? '').split('/').pop() || 'unknown'
    this.title = title
    this.detail = text(body['detail'])
    this.traceId = text(body['trace_id'])
    this.retryAfter = retryAfter
    this.fields = Array.isArray(body['errors']) ? body['errors'].filter(isFieldError) : []
    this.extra = body
  }
}

export interface FieldError {
  detail: string
  pointer: string
}

/** What every request of a member is answered with while their business is suspended. */
export const SUSPENDED = 'tenant-suspended'

/** The server could not be reached at all. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server cannot be reached', { cause })
    this.name = 'Unreachable'
  }
}

/** Reads a failed response; a body that is no problem+json still gives a usable problem. */
export function toProblem(response: Response, body: unknown): Problem {
  const seconds = Number(response.headers.get('retry-after'))
  const record = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return new Problem(response.status, record, Number.isFinite(seconds) && seconds > 0 ? seconds : undefined)
}

/** Whether the same request may succeed later without any change. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Unreachable) return true
  return error instanceof Problem && (error.status >= 500 || error.status === 429)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'detail' in value && 'pointer' in value
}

/** What is wrong, in the server's words: those about the first field, if it names one. */
export function detailOf(error: Error): string {
  return (error instanceof Problem ? error.fields[0]?.detail : undefined) ?? error.message
}

/** A stretch of a document: a passage, or what stands between two. */
export interface Piece<C> {
  text: string
  /** What of the text the passage repeats from before it, so that it can be understood alone. */
  repeated: string
  chunk: C | undefined
}

interface Word {
  word: string
  from: number
  to: number
}

/** How many words may lie between two passages: headings. */
const REACH = 400

/**
 * A document as it was cut: its passages in order, with what stands between them. Cutting drops
 * marks of lists and tables and changes white space, so that words are compared. A passage that is
 * not found is shown as it is.
 */
export function cut<C extends { text: string }>(text: string, chunks: readonly C[]): Piece<C>[] {
  const words = wordsOf(text)
  const pieces: Piece<C>[] = []
  let at = 0
  let before = { first: -1, count: 0 }
  for (const chunk of chunks) {
    // One that is longer may begin where the one before it does: it repeats all of that.
    const longer = wordsOf(chunk.text).length > before.count
    const { first, lead } = place(words, chunk.text, Math.max(0, before.first + (longer ? 0 : 1)))
    if (first === undefined) {
      pieces.push({ text: chunk.text, repeated: '', chunk })
      continue
    }
    const count = wordsOf(chunk.text).length - wordsOf(lead).length
    const from = lineStart(text, words[first]?.from ?? 0, at)
    const to = wordEnd(text, words[first + count - 1]?.to ?? from)
    if (from > at) pieces.push({ text: text.slice(at, from), repeated: '', chunk: undefined })
    pieces.push({ text: text.slice(Math.max(from, at), to), repeated: lead + text.slice(from, Math.max(from, at)), chunk })
    at = Math.max(at, to)
    before = { first, count }
  }
  if (at < text.length) pieces.push({ text: text.slice(at), repeated: '', chunk: undefined })
  return pieces
}

/** Where a passage begins, by the number of its first word; the line that heads a list may be said again before it. */
function place(words: readonly Word[], passage: string, start: number): { first: number | undefined; lead: string } {
  const whole = find(words, passage, start)
  const line = passage.indexOf('\n') + 1
  if (whole !== undefined || line === 0) return { first: whole, lead: '' }
  return { first: find(words, passage.slice(line), start), lead: passage.slice(0, line) }
}

function find(words: readonly Word[], passage: string, start: number): number | undefined {
  const wanted = wordsOf(passage)
  if (wanted.length === 0) return undefined
  const last = Math.min(words.length - wanted.length, start + wanted.length + REACH)
  for (let first = start; first <= last; first += 1) {
    if (wanted.every(({ word }, index) => words[first + index]?.word === word)) return first
  }
  return undefined
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), (match) => ({
    word: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }))
}

/** Marks before a word, such as those of lists and quotes, belong to it. */
function lineStart(text: string, from: number, least: number): number {
  if (from <= least) return from
  let start = from
  while (start > least && text[start - 1] !== '\n') start -= 1
  return /[\p{L}\p{N}]/u.test(text.slice(start, from)) ? wordStart(text, from, least) : start
}

function wordStart(text: string, from: number, least: number): number {
  let start = from
  while (start > least && /\S/.test(text[start - 1] ?? ' ')) start -= 1
  return start
}

/** So does what follows a word without a space. */
function wordEnd(text: string, to: number): number {
  let end = to
  while (end < text.length && /\S/.test(text[end] ?? ' ')) end += 1
  return end
}

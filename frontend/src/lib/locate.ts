export interface Span {
  from: number
  to: number
}

/**
 * Where a passage stands in its document. Chunking may change white space, so words are compared,
 * not spaces; the span is in the document's own text.
 */
export function locate(text: string, passage: string): Span | undefined {
  const wanted = passage.trim()
  if (wanted === '') return undefined
  const exact = text.indexOf(wanted)
  if (exact >= 0) return { from: exact, to: exact + wanted.length }
  const pattern = wanted.split(/\s+/).map(escape).join('\\s+')
  const match = new RegExp(pattern, 'u').exec(text)
  return match ? { from: match.index, to: match.index + match[0].length } : undefined
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

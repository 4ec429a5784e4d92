export interface Piece {
  text: string
  /** Whether it is one of the words that were looked for. */
  hit: boolean
}

/** Cuts a text at every occurrence of the words, whatever the case of their letters. */
export function pieces(text: string, words: readonly string[]): Piece[] {
  const wanted = words.filter((word) => word !== '').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (wanted.length === 0) return [{ text, hit: false }]
  const parts = text.split(new RegExp(`(${wanted.join('|')})`, 'giu'))
  return parts.map((part, index) => ({ text: part, hit: index % 2 === 1 })).filter((piece) => piece.text !== '')
}

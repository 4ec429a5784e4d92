import { Fragment } from 'react'
import { pieces } from '../pieces'

/** A text in which what was looked for stands out. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return pieces(text, words).map((piece, index) =>
    piece.hit ? <mark key={index}>{piece.text}</mark> : <Fragment key={index}>{piece.text}</Fragment>,
  )
}

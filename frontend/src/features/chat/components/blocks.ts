import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** A text, and where in it each block at the top begins. */
export interface Blocks {
  text: string
  starts: readonly number[]
}

const OPTIONS = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }

/**
 * Cuts Markdown into its blocks. Of a text that grew at its end only the last block can have
 * changed (CommonMark closes a block before it opens the next), so only that is read again.
 * One that defines links or notes stays whole, since any of its blocks may mean them.
 */
export function blocks(text: string, before?: Blocks): Blocks {
  const known = before !== undefined && before.starts.length > 0 && text.startsWith(before.text) ? before.starts : [0]
  const from = known.at(-1) ?? 0
  const { children } = fromMarkdown(text.slice(from), OPTIONS)
  if (children.some(({ type }) => type === 'definition' || type === 'footnoteDefinition')) return { text, starts: [] }
  // A block begins with its line: its indentation says what it is.
  const starts = children.slice(1).map(({ position }) => text.lastIndexOf('\n', from + (position?.start.offset ?? 0) - 1) + 1)
  return { text, starts: [...known, ...starts] }
}

/** The blocks' own texts. */
export function pieces({ text, starts }: Blocks): string[] {
  if (starts.length === 0) return [text]
  return starts.map((start, index) => text.slice(start, starts[index + 1]))
}

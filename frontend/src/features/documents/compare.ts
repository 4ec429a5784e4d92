import { diffLines, diffWordsWithSpace } from 'diff'

/** A stretch of a line; `changed` if the other version lacks it. */
export interface Part {
  text: string
  changed: boolean
}

/** A line of either version, or of both. */
export interface Line {
  kind: 'same' | 'removed' | 'added'
  parts: Part[]
}

/** Lines in a row that both versions have, or in which they differ. */
export interface Block {
  same: boolean
  lines: Line[]
}

/** How long the comparison may take: two long texts without a line in common are not worth more. */
const PATIENCE_MS = 1500
/** Lines that share less than this are two lines, not one that was changed. */
const ALIKE = 0.35

/** What became of a text, by lines, with the words marked that differ; nothing where it would take too long. */
export function compare(before: string, after: string): Block[] | undefined {
  const changes = diffLines(ended(before), ended(after), { timeout: PATIENCE_MS })
  if (changes === undefined) return undefined
  const blocks: Block[] = []
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index]
    if (change === undefined) break
    if (!change.added && !change.removed) {
      blocks.push({ same: true, lines: linesOf(change.value).map((text) => line('same', text)) })
      continue
    }
    const next = changes[index + 1]
    const replaced = change.removed && next?.added
    if (replaced) index += 1
    const removed = change.removed ? linesOf(change.value) : []
    const added = replaced ? linesOf(next.value) : change.added ? linesOf(change.value) : []
    blocks.push({ same: false, lines: paired(removed, added) })
  }
  return blocks
}

/** How many lines were added and removed. */
export function sumOf(blocks: readonly Block[]): { added: number; removed: number } {
  const lines = blocks.flatMap((block) => block.lines)
  const count = (kind: Line['kind']) => lines.filter((one) => one.kind === kind).length
  return { added: count('added'), removed: count('removed') }
}

/** Changed lines one below the other, as far as they are alike; then what has no partner. */
function paired(removed: readonly string[], added: readonly string[]): Line[] {
  const lines: Line[] = []
  for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
    const [before, after] = [removed[index], added[index]]
    const words = before !== undefined && after !== undefined ? diffWordsWithSpace(before, after, { timeout: 100 }) : undefined
    const shared = words?.filter((one) => !one.added && !one.removed).reduce((sum, one) => sum + one.value.trim().length, 0) ?? 0
    if (words && shared / Math.max(before?.length ?? 1, after?.length ?? 1, 1) >= ALIKE) {
      lines.push({ kind: 'removed', parts: words.filter((one) => !one.added).map((one) => ({ text: one.value, changed: one.removed })) })
      lines.push({ kind: 'added', parts: words.filter((one) => !one.removed).map((one) => ({ text: one.value, changed: one.added })) })
      continue
    }
    if (before !== undefined) lines.push(line('removed', before))
    if (after !== undefined) lines.push(line('added', after))
  }
  return lines
}

function line(kind: Line['kind'], text: string): Line {
  return { kind, parts: [{ text, changed: false }] }
}

function linesOf(value: string): string[] {
  return value.replace(/\n$/, '').split('\n')
}

/** The last line is a line like others, whether its end was typed or not. */
function ended(text: string): string {
  const unix = text.replace(/\r\n?/g, '\n')
  return unix === '' || unix.endsWith('\n') ? unix : `${unix}\n`
}

import type { Element, ElementContent, Root } from 'hast'

const MARKER = /\[(\d{1,3})\]/g

/** Replaces `[1]` in running text by a `<cite data-n="1">`; code keeps its brackets. */
export function rehypeCitations() {
  return (tree: Root): void => {
    walk(tree)
  }
}

function walk(parent: Root | Element): void {
  const children: ElementContent[] = []
  for (const child of parent.children as ElementContent[]) {
    if (child.type === 'text') {
      children.push(...split(child.value))
    } else {
      if (child.type === 'element' && child.tagName !== 'code' && child.tagName !== 'a') walk(child)
      children.push(child)
    }
  }
  parent.children = children
}

function split(text: string): ElementContent[] {
  const parts: ElementContent[] = []
  let from = 0
  for (const match of text.matchAll(MARKER)) {
    // The space before a marker would let the chip wrap to a line of its own.
    const before = text.slice(from, match.index).replace(/ $/, '\u00a0')
    if (before !== '') parts.push({ type: 'text', value: before })
    parts.push({ type: 'element', tagName: 'cite', properties: { dataN: match[1] ?? '' }, children: [] })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ type: 'text', value: text.slice(from) })
  return parts
}

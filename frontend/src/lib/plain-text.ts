/** Markdown as running text, for previews and for reading aloud. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[(\d{1,3})\]/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s{0,3}(?:[-*+]|#{1,6}|>)\s+/gm, '')
    .replace(/[*_`~|]+/g, '')
    .replace(/\s+([.,;:!?])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

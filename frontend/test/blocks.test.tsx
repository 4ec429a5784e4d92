import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { describe, expect, it } from 'vitest'
import { blocks, pieces, type Blocks } from '@/features/chat/components/blocks'

const PARTS = [
  'A line of words.', 'Another\nover two lines', '# Heading', 'Setext\n======', '- one\n- two', '- one\n\n  more of it\n- two', '1. first\n2. second',
  '> quoted\nand lazily so', '```js\nlet a = 1\n\n# no heading\n```', '    indented\n\n    code', '| a | b |\n|---|---|\n| 1 | 2 |', '***', '~~gone~~ **bold** [1]',
  '   - deep\n     - deeper', '<b>raw</b>', '~~~\nnever closed',
]

/** The same every time: a test that fails must fail again. */
function* texts(count: number) {
  let seed = 7
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  for (let made = 0; made < count; made += 1) {
    let text = ''
    for (let part = 0; part <= next(6); part += 1) text += (PARTS[next(PARTS.length)] ?? '') + (next(4) === 0 ? '\n' : '\n\n')
    yield text
  }
}

const drawn = (text: string) => renderToStaticMarkup(<ReactMarkdown skipHtml remarkPlugins={[remarkGfm]}>{text}</ReactMarkdown>).replace(/\s+/g, ' ')

describe('blocks', () => {
  it('of a text that grew are those of the whole text', () => {
    for (const text of texts(60)) {
      let grown: Blocks | undefined
      for (let length = 1; length <= text.length; length += 3) grown = blocks(text.slice(0, length), grown)
      grown = blocks(text, grown)
      expect(grown, JSON.stringify(text)).toEqual(blocks(text))
    }
  })

  it('are drawn as the whole is', () => {
    for (const text of texts(200)) {
      const apart = pieces(blocks(text))
      expect(apart.join('')).toBe(text)
      expect(apart.map(drawn).join('').replace(/\s+/g, ''), JSON.stringify(text)).toBe(drawn(text).replace(/\s+/g, ''))
    }
  })

  it('do not part what refers to another', () => {
    const text = 'See [the plan][1].\n\n[1]: https://example.com/\n'
    expect(pieces(blocks(text))).toEqual([text])
    expect(pieces(blocks(`${text}\nMore.`, blocks(text)))).toEqual([`${text}\nMore.`])
  })

  it('begin anew with another text', () => {
    const text = 'Quite different.\n\nIndeed.'
    expect(blocks(text, blocks('First words.\n\nThen others.'))).toEqual(blocks(text))
  })
})

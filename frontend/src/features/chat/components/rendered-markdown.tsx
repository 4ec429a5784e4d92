import { memo, useMemo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import type { Citation } from '@/api/types'
import { CitationChip } from './citation-chip'
import classes from './markdown.module.css'
import { rehypeCitations } from './rehype-citations'

/** Text only: no raw HTML, no images that could call home, links to the web and mail alone. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((tag) => !['img', 'picture', 'source', 'input'].includes(tag)),
  protocols: { href: ['http', 'https', 'mailto', 'tel'] },
}

export interface Props {
  text: string
  /** Known only once the answer is finished; until then markers are shown but lead nowhere. */
  citations?: readonly Citation[]
}

export default memo(function RenderedMarkdown({ text, citations }: Props) {
  const components = useMemo<Components>(
    () => ({
      a: ({ href, children }) => (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
      ),
      cite: ({ node }) => {
        const n = Number(node?.properties['dataN'])
        return <CitationChip n={n} citation={citations?.find((one) => one.n === n)} />
      },
      // A heading inside an answer must not compete with those of the page.
      h1: ({ children }) => <h3>{children}</h3>,
      h2: ({ children }) => <h3>{children}</h3>,
      table: ({ children }) => (
        <div className={classes.table}>
          <table>{children}</table>
        </div>
      ),
    }),
    [citations],
  )
  return (
    <div className={classes.prose}>
      <ReactMarkdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema], rehypeCitations]}
        components={components}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
})

import { createContext, memo, use, useState } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import type { Citation } from '@/api/types'
import { blocks, pieces } from './blocks'
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

/** What the markers of the answer mean; none while it is being written. */
const Cited = createContext<readonly Citation[] | undefined>(undefined)

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  cite: ({ node }) => <Chip n={Number(node?.properties['dataN'])} />,
  // A heading inside an answer must not compete with those of the page.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  table: ({ children }) => (
    <div className={classes.table}>
      <table>{children}</table>
    </div>
  ),
}

function Chip({ n }: { n: number }) {
  return <CitationChip n={n} citation={use(Cited)?.find((one) => one.n === n)} />
}

/** One block: drawn once, while others come behind it. */
const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown
      skipHtml
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[[rehypeSanitize, schema], rehypeCitations]}
      components={components}
    >
      {text}
    </ReactMarkdown>
  )
})

export default memo(function RenderedMarkdown({ text, citations }: Props) {
  const [cut, setCut] = useState(() => blocks(text))
  // Set while rendering, so that no frame shows the text before this one.
  if (cut.text !== text) setCut(blocks(text, cut))
  return (
    <Cited value={citations}>
      <div className={classes.prose}>
        {pieces(cut).map((piece, index) => (
          <Block key={index} text={piece} />
        ))}
      </div>
    </Cited>
  )
})

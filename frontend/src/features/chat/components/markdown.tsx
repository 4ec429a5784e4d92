import { lazy, Suspense } from 'react'
import classes from './markdown.module.css'
import type { Props } from './rendered-markdown'

/** What renders it is a fifth of the app: it comes after the first screen, and before an answer. */
export const loadMarkdown = () => import('./rendered-markdown')

const RenderedMarkdown = lazy(loadMarkdown)

/** An answer's prose; its bare words until what renders it is there. */
export function Markdown({ text, citations }: Props) {
  return (
    <Suspense fallback={<div className={`${classes.prose} ${classes.bare}`}>{text}</div>}>
      <RenderedMarkdown text={text} {...(citations ? { citations } : {})} />
    </Suspense>
  )
}

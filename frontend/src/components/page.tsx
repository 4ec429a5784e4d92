import type { ReactNode } from 'react'
import classes from './page.module.css'
import { ScreenHeader } from './screen-header'

/** A screen that is not a chat: the header, and a column that scrolls, by keyboard too. */
export function Page({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <ScreenHeader title={title} />
      <div className={classes.scroll} role="region" aria-label={title} tabIndex={0}>
        <div className={classes.column}>{children}</div>
      </div>
    </>
  )
}

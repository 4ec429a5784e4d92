import type { ReactNode } from 'react'
import classes from './entry-form.module.css'

interface Props {
  title: string
  text: string
  children: ReactNode
}

/** Where a way in ends: what is the case, and where to go from here. */
export function EntryNote({ title, text, children }: Props) {
  return (
    <section className={classes.form} role="status">
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{text}</p>
      <div>{children}</div>
    </section>
  )
}

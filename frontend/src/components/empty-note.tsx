import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty-note.module.css'

interface Props {
  icon: Icon
  title: string
  text: string
  children?: ReactNode
}

/** What stands where there is nothing yet: what will be here, and how it comes. */
export function EmptyNote({ icon: Glyph, title, text, children }: Props) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon}>
        <Glyph size={26} stroke={1.5} aria-hidden />
      </span>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{text}</p>
      {children}
    </div>
  )
}

import { IconAlertCircle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

interface Props {
  tone: 'danger' | 'warn' | 'calm'
  children: ReactNode
  action?: ReactNode
}

/** A sentence that needs attention, with at most one thing to do about it. */
export function Notice({ tone, children, action }: Props) {
  const Icon = tone === 'calm' ? IconInfoCircle : IconAlertCircle
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon size={18} stroke={1.8} aria-hidden />
      <div className={classes.text}>{children}</div>
      {action}
    </div>
  )
}

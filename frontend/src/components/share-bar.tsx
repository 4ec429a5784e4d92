import classes from './share-bar.module.css'

interface Props {
  /** Of the whole, from 0 to 1. */
  share: number
  tone?: 'warn' | 'danger'
}

/** How much of something it is, to be seen at a glance; the figure beside it says it. */
export function ShareBar({ share, tone }: Props) {
  const width = Math.min(1, Math.max(0, share)) * 100
  return (
    <svg className={classes.bar} data-tone={tone} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      <rect className={classes.whole} width={100} height={6} />
      <rect className={classes.part} width={width} height={6} />
    </svg>
  )
}

import classes from './mark.module.css'

/** Steward's mark: the bell on a counter. */
export function Mark({ size = 28, pulse = false }: { size?: number; pulse?: boolean }) {
  return (
    <svg
      className={classes.mark}
      data-pulse={pulse || undefined}
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
    >
      <rect className={classes.ground} width="32" height="32" rx="9" />
      <path className={classes.line} d="M8.5 20.8h15M10.3 20.8a5.7 5.7 0 0 1 11.4 0M16 15.1v-2" />
      <circle className={classes.dot} cx="16" cy="11.2" r="1.7" />
    </svg>
  )
}

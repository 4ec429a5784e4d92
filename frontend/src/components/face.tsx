import { initials } from '@/lib/initials'
import classes from './face.module.css'

/** A person, as initials on a colour that stays theirs. Decoration: the name stands beside it. */
export function Face({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <svg className={classes.face} data-hue={hue(name)} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <circle className={classes.ground} cx="16" cy="16" r="16" />
      <text className={classes.text} x="16" y="16" dy="0.36em" textAnchor="middle">
        {initials(name)}
      </text>
    </svg>
  )
}

/** One of six hues; the same name always gets the same one. */
function hue(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return sum % 6
}

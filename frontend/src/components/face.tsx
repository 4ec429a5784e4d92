import { initials } from '@/lib/initials'
import classes from './face.module.css'

/** A person, as initials on a colour that stays theirs. Decoration, and no text: the name stands beside it. */
export function Face({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span className={classes.face} data-hue={hue(name)} data-initials={initials(name)} style={{ fontSize: size }} aria-hidden="true" />
  )
}

/** One of six hues; the same name always gets the same one. */
function hue(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997
  return sum % 6
}

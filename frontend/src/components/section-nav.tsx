import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import classes from './section-nav.module.css'

interface Way {
  to: string
  label: string
}

/** The ways to the screens of one area, the present one marked. */
export function SectionNav({ label, ways }: { label: string; ways: readonly Way[] }) {
  const nav = useRef<HTMLElement>(null)
  // On a phone not all of them fit: the one that is open is in sight.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' }), [])
  return (
    <nav ref={nav} className={classes.bar} aria-label={label}>
      {ways.map((way) => (
        <Link key={way.to} to={way.to} className={classes.way} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
          {way.label}
        </Link>
      ))}
    </nav>
  )
}

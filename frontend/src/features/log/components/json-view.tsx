import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { hidden } from '../payload'
import { useActorWords } from '../use-actor-words'
import classes from './json.module.css'

/** JSON as it is, but for text that is not shown: there it says about whom it is. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const words = useHiddenWords()
  return (
    <pre className={classes.json} role="group" aria-label={label} tabIndex={0}>
      {lines(value, '', words)}
    </pre>
  )
}

/** A value in one line, for comparing. */
export function JsonValue({ value }: { value: unknown }) {
  const words = useHiddenWords()
  return <code className={classes.value}>{lines(value, '', words)}</code>
}

type Words = (value: unknown) => string | undefined

function useHiddenWords(): Words {
  const { t } = useTranslation('log')
  const actor = useActorWords()
  return (value) => {
    const found = hidden(value)
    if (found === undefined) return undefined
    return t(`payload.${found.how}`, { about: found.about.map((id) => actor(`member:${id}`)).join(', ') })
  }
}

function lines(value: unknown, indent: string, words: Words): ReactNode {
  const instead = words(value)
  if (instead !== undefined) return <span className={classes.hidden}>{instead}</span>
  if (typeof value === 'string') return <span className={classes.text}>{JSON.stringify(value)}</span>
  if (typeof value !== 'object' || value === null) return <span className={classes.plain}>{String(value)}</span>
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const entries = Object.entries(value as Record<string, unknown>)
  if (entries.length === 0) return open + close
  return (
    <>
      {open}
      {entries.map(([key, one], index) => (
        <span key={key}>
          {`\n${inner}`}
          {!Array.isArray(value) && <span className={classes.key}>{`${JSON.stringify(key)}: `}</span>}
          {lines(one, inner, words)}
          {index < entries.length - 1 && ','}
        </span>
      ))}
      {`\n${indent}${close}`}
    </>
  )
}

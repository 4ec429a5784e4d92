import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { dayTime } from '@/lib/time'
import { hidden } from '../payload'
import { composed } from '../things'
import { useActorWords } from '../use-actor-words'
import { useNumbers } from '../use-numbers'
import classes from './things.module.css'

const MEMBERS = ['member_id', 'assignee_id', 'created_by', 'completed_by', 'owners']
/** Words of the log that have better ones here. */
const WORDS = ['open', 'done', 'cancelled', 'trusted', 'untrusted', 'typed', 'upload', 'seed', 'said', 'allow', 'ask', 'deny'] as const

/** A field of a thing as people would say it: names, times, and words that are not shown. */
export function FieldValue({ name, value }: { name: string; value: unknown }) {
  const { t, i18n } = useTranslation('log')
  const actor = useActorWords()
  const number = useNumbers()
  const zone = useMe().tenant.time_zone
  if (value === null || value === undefined) return <span className={classes.none}>{t('history.nothing')}</span>
  const instead = hidden(value)
  if (instead) {
    const about = instead.about.map((id) => actor(`member:${id}`)).join(', ')
    return <span className={classes.hidden}>{t(`payload.${instead.how}`, { about })}</span>
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className={classes.none}>{t('history.nothing')}</span>
    return (
      <ul className={classes.values}>
        {value.map((one: unknown, index) => <li key={index}><FieldValue name={name} value={one} /></li>)}
      </ul>
    )
  }
  if (composed(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== null)
    // A source says what it is by its kind; its ids are for the log.
    if (name === 'source' && 'kind' in value) return <FieldValue name={name} value={value.kind} />
    return (
      <dl className={classes.inner}>
        {entries.map(([key, one]) => (
          <div key={key}>
            <dt><FieldName name={key} /></dt>
            <dd><FieldValue name={key} value={one} /></dd>
          </div>
        ))}
      </dl>
    )
  }
  if (typeof value === 'boolean') return t(value ? 'history.yes' : 'history.no')
  if (typeof value === 'number') return number(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (MEMBERS.includes(name)) return actor(`member:${text}`)
  if (name.endsWith('_at') && !Number.isNaN(Date.parse(text))) {
    return <time dateTime={text}>{dayTime(text, i18n.language, zone)}</time>
  }
  if (name === 'sha256') return <span className={classes.mono} title={text}>{text.slice(0, 12)}…</span>
  const known = WORDS.find((one) => one === text)
  return known ? t(`history.words.${known}`) : text
}

const NAMES = [
  'member_id', 'role', 'starts_at', 'ends_at', 'title', 'status', 'assignee_id', 'due_at', 'created_by', 'completed_by', 'notes',
  'text', 'source', 'version', 'trust', 'changed_at', 'sha256', 'started_at', 'messages', 'replies', 'disclosures',
  'last_message', 'last_reply', 'name', 'description', 'time_zone', 'locale', 'owners', 'agent', 'policies', 'notices', 'quota',
  'suspended', 'model', 'persona', 'rules', 'quiet_hours', 'acknowledge_normal_within', 'acknowledge_urgent_within',
  'urgent_breaks_quiet_hours', 'monthly_cost_micro_usd', 'monthly_tokens', 'warn_percent', 'from', 'to',
] as const

/** What a field is called; one of a newer server keeps its own name. */
export function FieldName({ name }: { name: string }) {
  const { t } = useTranslation('log')
  const known = NAMES.find((one) => one === name)
  return known ? t(`history.fields.${known}`) : name.replaceAll('_', ' ')
}

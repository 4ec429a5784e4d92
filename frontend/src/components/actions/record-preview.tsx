import { useTranslation } from 'react-i18next'
import type { Action } from '@/api/types'
import classes from './action-card.module.css'

type Preview = Exclude<NonNullable<Action['preview']>, { kind: 'notify_user' | 'schedule_reminder' }>

/** What an action writes into the records: tasks, the logbook, what is remembered. */
export function RecordPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const person = (one: { name: string; own: boolean } | null) =>
    one === null ? t('actions.nobody') : one.own ? t('actions.you') : one.name
  switch (preview.kind) {
    case 'create_task':
      return (
        <Record
          caption={t('actions.task')}
          text={preview.title}
          rows={[
            [t('actions.notes'), preview.notes],
            [t('actions.assignee'), person(preview.assignee)],
            [t('actions.due'), preview.local_time],
          ]}
        />
      )
    case 'assign_task':
      return (
        <Record
          caption={t('actions.task')}
          text={preview.title}
          rows={[
            [t('actions.assignee'), person(preview.assignee)],
            [t('actions.former'), preview.former && person(preview.former)],
          ]}
        />
      )
    case 'complete_task':
      return <Record caption={t('actions.task')} text={preview.title} rows={[]} />
    case 'log_event':
      return (
        <Record
          caption={t('actions.entry')}
          text={preview.text}
          rows={[
            [t('actions.category'), preview.category],
            [t('actions.happened'), preview.local_time],
          ]}
        />
      )
    case 'remember_fact':
      return (
        <Record
          caption={t('actions.fact')}
          text={preview.text}
          rows={[
            [t('actions.saidSo'), preview.sentence],
            [t('actions.replaces'), preview.replaces],
          ]}
        />
      )
    case 'forget_fact':
      return <Record caption={t('actions.fact')} text={preview.text} rows={[]} />
  }
}

interface RecordProps {
  caption: string
  text: string
  rows: readonly (readonly [string, string | null])[]
}

function Record({ caption, text, rows }: RecordProps) {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== null)
  return (
    <>
      <figure className={classes.quote}>
        <figcaption>{caption}</figcaption>
        <blockquote>{text}</blockquote>
      </figure>
      {shown.length > 0 && (
        <dl className={classes.rows}>
          {shown.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

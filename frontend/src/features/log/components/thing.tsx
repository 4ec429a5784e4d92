import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { HistoryItem } from '@/api/types'
import type { Part } from '../search'
import { fieldsOf, SHAPES, streamOf } from '../things'
import { FieldName, FieldValue } from './field-value'
import classes from './things.module.css'

/** Something of the business as it was. */
export function Thing({ part, item }: { part: Part; item: HistoryItem }) {
  const { t } = useTranslation('log')
  return (
    <article className={classes.thing}>
      <div>
        <ThingTitle part={part} item={item} />
        <Link className={classes.way} to="/log/timeline" search={{ type: SHAPES[part].aggregate, stream: streamOf(part, item) }}>
          {t('history.timeline')}
        </Link>
      </div>
      <dl className={classes.fields}>
        {fieldsOf(part, item).map(([name, value]) => (
          <div key={name}>
            <dt><FieldName name={name} /></dt>
            <dd><FieldValue name={name} value={value} /></dd>
          </div>
        ))}
      </dl>
    </article>
  )
}

export function ThingTitle({ part, item }: { part: Part; item: HistoryItem | undefined }) {
  const { title } = SHAPES[part]
  return (
    <h3 className={classes.title}>
      <FieldValue name={title} value={item?.fields[title]} />
    </h3>
  )
}

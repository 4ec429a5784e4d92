import diff from 'microdiff'
import { useTranslation } from 'react-i18next'
import { JsonValue } from './json-view'
import classes from './json.module.css'

/** What is other in one value than in another, field by field. */
export function Differences({ before, after, label }: { before: unknown; after: unknown; label: string }) {
  const { t } = useTranslation('log')
  const found = diff({ '': before }, { '': after })
  if (found.length === 0) return <p>{t('difference.none')}</p>
  return (
    <ul className={classes.differences} aria-label={label}>
      {found.map((one) => {
        const path = one.path.slice(1).join('.')
        return (
          <li key={path} className={classes.difference}>
            <span className={classes.path}>{path === '' ? t('difference.whole') : path}</span>
            {one.type !== 'CREATE' && (
              <del className={classes.before}>
                <span className={classes.sign} aria-hidden>−</span>
                <span className="visually-hidden">{t('difference.before')}</span>
                <JsonValue value={one.oldValue as unknown} />
              </del>
            )}
            {one.type !== 'REMOVE' && (
              <ins className={classes.after}>
                <span className={classes.sign} aria-hidden>+</span>
                <span className="visually-hidden">{t('difference.after')}</span>
                <JsonValue value={one.value as unknown} />
              </ins>
            )}
          </li>
        )
      })}
    </ul>
  )
}

import { useTranslation } from 'react-i18next'
import type { Passage } from '@/api/types'
import { ShareBar } from '@/components/share-bar'
import { regional } from '@/lib/time'
import classes from './passage.module.css'

export interface Places {
  /** How many there are to be compared with. */
  of: number
  lexical: number | undefined
  semantic: number | undefined
}

/** What it is ranked by, and the two that this is made of. */
export function PassageScores({ passage, places }: { passage: Passage; places: Places }) {
  const { t, i18n } = useTranslation('owner')
  const format = new Intl.NumberFormat(regional(i18n.language), { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const scores = [
    { name: t('find.score'), score: passage.score, place: undefined },
    { name: t('find.lexical'), score: passage.lexical, place: places.lexical },
    { name: t('find.semantic'), score: passage.semantic, place: places.semantic },
  ]
  return (
    <dl className={classes.scores}>
      {scores.map(({ name, score, place }) => (
        <div key={name} className={classes.score}>
          <dt>{name}</dt>
          <dd>
            {score === null ? t('find.noVector') : <span className={classes.figure}>{format.format(score)}</span>}
            {place !== undefined && places.of > 1 && (score ?? 0) > 0 && ` · ${t('find.place', { place, of: places.of })}`}
          </dd>
          <dd className={classes.bar}>
            <ShareBar share={score ?? 0} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

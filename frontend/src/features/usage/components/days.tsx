import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Usage } from '@/api/types'
import { measureOf } from '../measures'
import { everyDay } from '../period'
import { changed, MEASURES, type UsageSearch } from '../search'
import { useDayWords } from '../use-day-words'
import card from './card.module.css'
import { DayChart } from './day-chart'
import classes from './days.module.css'
import { UsedTable } from './used-table'

interface Props {
  usage: Usage
  search: UsageSearch
  onChange: (search: UsageSearch) => void
  onChoose: (day: string) => void
}

/** The period day by day: as bars, and as a table. */
export function Days({ usage, search, onChange, onChoose }: Props) {
  const { t } = useTranslation('owner')
  const dayWords = useDayWords()
  const measure = measureOf(search, usage)
  return (
    <section className={card.card} aria-labelledby="usage-days">
      <div className={card.line}>
        <h2 id="usage-days" className={card.heading}>{t('usage.byDay')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('usage.measure')}
          value={measure}
          onChange={(by) => onChange(changed(search, { by }))}
          data={MEASURES.map((value) => ({ value, label: t(`usage.${value}`) }))}
        />
      </div>
      <DayChart days={everyDay(usage, usage.by_day)} measure={measure} chosen={search.day} onChoose={onChoose} />
      {usage.by_day.length > 0 && (
        <details className={classes.more}>
          <summary>{t('usage.asTable')}</summary>
          <UsedTable
            caption={t('usage.byDay')}
            first={t('usage.day')}
            rows={usage.by_day.map((used) => ({ key: used.day, name: dayWords(used.day), used, search: { ...search, day: used.day } }))}
          />
        </details>
      )}
    </section>
  )
}

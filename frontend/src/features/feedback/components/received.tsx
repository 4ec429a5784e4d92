import { useTranslation } from 'react-i18next'
import type { Feedback } from '@/api/types'
import { regional } from '@/lib/time'
import { everyDay } from '../days'
import { RatingChart } from './rating-chart'
import classes from './received.module.css'

const MEASURES = ['answers', 'unanswered', 'helpful', 'unhelpful'] as const

/** How the answers of a period were received: in all, and by day. */
export function Received({ feedback }: { feedback: Feedback }) {
  const { t, i18n } = useTranslation('owner')
  const format = new Intl.DateTimeFormat(regional(i18n.language), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
  const dayWords = (day: string) => format.format(Date.parse(day))
  return (
    <div className={classes.received}>
      <dl className={classes.totals}>
        {MEASURES.map((measure) => (
          <div key={measure} className={classes.total}>
            <dt>{t(`feedback.measures.${measure}`)}</dt>
            <dd className={classes.figure}>{feedback.total[measure].toLocaleString(i18n.language)}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{t('feedback.rule')}</p>
      <RatingChart days={everyDay(feedback)} dayWords={dayWords} total={feedback.total} />
      <details className={classes.more}>
        <summary>{t('feedback.table')}</summary>
        <div className={classes.scroll} role="region" aria-label={t('feedback.table')} tabIndex={0}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('feedback.day')}</th>
                {MEASURES.map((measure) => <th key={measure} scope="col">{t(`feedback.measures.${measure}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {feedback.by_day.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dayWords(day.day)}</th>
                  {MEASURES.map((measure) => <td key={measure}>{day[measure].toLocaleString(i18n.language)}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  )
}

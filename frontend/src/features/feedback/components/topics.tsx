import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Feedback } from '@/api/types'
import page from '@/components/page.module.css'
import { ShareBar } from '@/components/share-bar'
import classes from './topics.module.css'

/** What the questions without a helpful answer were about, as far as several people asked. */
export function Topics({ feedback }: { feedback: Feedback }) {
  const { t } = useTranslation('owner')
  const { topics, other_questions: others } = feedback
  const all = topics.reduce((sum, one) => sum + one.questions, others)
  if (all === 0) return null
  return (
    <section className={classes.topics} aria-labelledby="topics">
      <h3 id="topics" className={page.heading}>{t('feedback.topics')}</h3>
      <p className={classes.note}>{t('feedback.topicsText')}</p>
      <ul className={classes.list} aria-labelledby="topics">
        {topics.map((topic) => (
          <li key={topic.document_id} className={classes.topic}>
            <Link to="/documents/$documentId" params={{ documentId: topic.document_id }} className={classes.name}>
              {topic.title}
            </Link>
            <span>{t('feedback.count', { count: topic.questions })}</span>
            <span className={classes.bar}><ShareBar share={topic.questions / all} /></span>
          </li>
        ))}
        {others > 0 && (
          <li className={classes.topic}>
            <span>{t('feedback.others')}</span>
            <span>{t('feedback.count', { count: others })}</span>
            <span className={classes.bar}><ShareBar share={others / all} /></span>
          </li>
        )}
      </ul>
    </section>
  )
}

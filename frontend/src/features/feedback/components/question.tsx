import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconCheck, IconFileSearch, IconPencil } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { detailOf } from '@/api/problem'
import type { PassedQuestion } from '@/api/types'
import { Notice } from '@/components/notice'
import { personName } from '@/lib/person-name'
import { fullTime } from '@/lib/time'
import { useSettle } from '../api/feedback'
import classes from './question.module.css'

/** A question: why it is here, and what can be done about it. */
export function Question({ question }: { question: PassedQuestion }) {
  const { t, i18n } = useTranslation('owner')
  const { t: app } = useTranslation()
  const zone = useMe().tenant.time_zone
  const name = useId()
  const settle = useSettle(question.id)
  const time = (instant: string) => fullTime(instant, i18n.language, zone)
  const { settled } = question
  return (
    <article className={classes.card} aria-labelledby={name}>
      <h3 id={name} className={classes.question}>{question.question}</h3>
      <p className={classes.facts}>
        {question.unanswered && <span className={classes.tag}>{t('feedback.noAnswer')}</span>}
        {question.rating === 'unhelpful' && <span className={classes.tag}>{t('feedback.didNotHelp')}</span>}
        <span>{t('feedback.passedOn', { when: time(question.passed_on_at) })}</span>
        {settled && <span>{t('feedback.settledBy', { name: personName(settled.by.name, app), when: time(settled.at) })}</span>}
      </p>
      {question.reason !== null && (
        <p className={classes.reason}>
          <span className={classes.label}>{t('feedback.reason')} </span>
          {question.reason}
        </p>
      )}
      {settle.isError && <Notice tone="danger">{detailOf(settle.error)}</Notice>}
      <div className={classes.ways}>
        <Link to="/documents/search" search={{ q: question.question }} className={classes.way}>
          <IconFileSearch size={17} stroke={1.8} aria-hidden />
          {t('feedback.test')}
        </Link>
        {settled === null && (
          <>
            <Link to="/documents" search={{ write: question.question.slice(0, 200) }} className={classes.way}>
              <IconPencil size={17} stroke={1.8} aria-hidden />
              {t('feedback.write')}
            </Link>
            <Button
              size="compact-md"
              variant="default"
              loading={settle.isPending}
              leftSection={<IconCheck size={16} stroke={1.9} aria-hidden />}
              onClick={() => settle.mutate()}
            >
              {t('feedback.settle')}
            </Button>
          </>
        )}
      </div>
    </article>
  )
}

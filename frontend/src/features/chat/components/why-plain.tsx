import { useTranslation } from 'react-i18next'
import type { Turn } from '@/api/types'
import { failureWords } from '@/components/failure-words'
import { Notice } from '@/components/notice'
import { explain } from '../api/explain'
import classes from './why.module.css'

export function WhyPlain({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation()
  const sentences = explain(turn, t, i18n.language)
  return (
    <section aria-labelledby="why-plain">
      <h3 id="why-plain" className="visually-hidden">{t('why.plain')}</h3>
      <p className={classes.plain}>{sentences.join(' ')}</p>
      {turn.context?.tainted && <Notice tone="warn">{t('why.tainted')}</Notice>}
      {turn.failure && <Notice tone="danger">{t('why.failure', { why: failureWords(turn.failure, t) })}</Notice>}
    </section>
  )
}

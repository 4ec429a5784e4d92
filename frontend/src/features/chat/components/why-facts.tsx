import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TurnContext } from '@/api/types'
import classes from './why.module.css'

type Fact = TurnContext['facts'][number]

/** What was remembered about the member and shown to the model: only they are ever shown it. */
export function WhyFacts({ facts }: { facts: readonly Fact[] }) {
  const { t } = useTranslation()
  if (facts.length === 0) return null
  return (
    <section className={classes.section} aria-labelledby="why-facts">
      <h3 id="why-facts" className={classes.heading}>{t('why.facts')}</h3>
      <ul className={classes.rows}>
        {facts.map((fact) => (
          <li key={fact.fact_id} className={classes.fact}>
            <FactText fact={fact} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function FactText({ fact }: { fact: Fact }) {
  const { t } = useTranslation()
  const { source, state, text } = fact
  if (state === 'forgotten') return <span className={classes.note}>{t('why.factForgotten')}</span>
  return (
    <>
      <span className={classes.name}>{text ?? t('memory.erased')}</span>
      {source && (
        <span className={classes.note}>
          {source.sentence === null ? t('memory.typed') : t('memory.said', { sentence: source.sentence })}
          {source.conversation_id !== null && (
            <>
              {' \u00b7 '}
              <Link to="/c/$conversationId" params={{ conversationId: source.conversation_id }} search={{}}>
                {t('memory.open')}
              </Link>
            </>
          )}
        </span>
      )}
      {state === 'revised' && <span className={classes.note}>{t('why.factRevised')}</span>}
    </>
  )
}

import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { Turn } from '@/api/types'
import { failureWords } from '@/components/failure-words'
import { fullTime } from '@/lib/time'
import classes from './why.module.css'

/** The record itself, folded away: model calls, tools, steps. */
export function WhyDetails({ turn }: { turn: Turn }) {
  const { t, i18n } = useTranslation()
  const me = useMe()
  return (
    <>
      <details className={classes.fold}>
        <summary>{t('why.attempts')} · {turn.attempts.length}</summary>
        <ul className={classes.rows}>
          {turn.attempts.map((one) => (
            <li key={`${one.step}-${one.attempt}`} className={classes.line}>
              <span className={classes.name}>{one.model}</span>
              <span>{t('why.attempt', { step: one.step, attempt: one.attempt })}: {t(one.error ? 'why.attemptFailed' : 'why.responded')}</span>
              {typeof one.latency_ms === 'number' && <span>{one.latency_ms} ms</span>}
              {one.usage && (
                <span>
                  {t('why.tokens', { input: one.usage.input_tokens ?? 0, output: one.usage.output_tokens ?? 0 })}
                </span>
              )}
              {one.error && (
                <span className={classes.reason}>
                  {failureWords(one.error, t)} {one.next_model && t('why.asksNext', { model: one.next_model })}
                </span>
              )}
            </li>
          ))}
        </ul>
      </details>
      {turn.tools.length > 0 && (
        <details className={classes.fold}>
          <summary>{t('why.tools')} · {turn.tools.length}</summary>
          <ul className={classes.rows}>
            {turn.tools.map((tool, index) => (
              <li key={index}>
                <span className={classes.name}>{tool.name}</span>
                <Json value={tool} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <details className={classes.fold}>
        <summary>{t('why.steps')} · {turn.steps.length}</summary>
        <ol className={classes.rows}>
          {turn.steps.map((step) => (
            <li key={step.sequence} className={classes.line}>
              <span className={classes.name}>{step.event}</span>
              <time dateTime={step.occurred_at}>{fullTime(step.occurred_at, i18n.language, me.tenant.time_zone)}</time>
            </li>
          ))}
        </ol>
      </details>
      <p className={classes.foot}>
        {turn.context?.prompt_version && <>{t('why.prompt', { version: turn.context.prompt_version })} · </>}
        {t('why.id', { id: turn.id })}
      </p>
      <Link className={classes.whole} to="/log/explain/$id" params={{ id: turn.id }}>{t('why.whole')}</Link>
    </>
  )
}

function Json({ value }: { value: unknown }) {
  return (
    <pre className={classes.json} tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}

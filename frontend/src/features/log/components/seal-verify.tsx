import { Button } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { useVerify } from '../api/audit'
import { useNumbers } from '../use-numbers'
import classes from './console.module.css'

/** Verifies the newest blocks, and says what that proves and what it does not. */
export function SealVerify() {
  const { t } = useTranslation('log')
  const number = useNumbers()
  const verify = useVerify()
  const found = verify.data
  return (
    <section className={classes.panel} aria-labelledby="seal-verify">
      <div className={page.headline}>
        <h2 id="seal-verify" className={page.heading}>{t('audit.verify')}</h2>
        <Button loading={verify.isPending} onClick={() => verify.mutate()}>
          {t(found ? 'audit.verifyAgain' : 'audit.verifyNow')}
        </Button>
      </div>
      <p className={page.text}>{t('audit.verifyText')}</p>
      <div role="status">
        {found && (
          <div className={classes.verdict} data-ok={found.ok}>
            {found.ok ? <IconShieldCheck size={26} stroke={1.6} aria-hidden /> : <IconShieldX size={26} stroke={1.6} aria-hidden />}
            <div>
              <strong>{t(found.through === 0 ? 'audit.nothing' : found.ok ? 'audit.ok' : 'audit.broken')}</strong>
              <p>
                {found.through > 0 && t('audit.range', { from: number(found.from), through: number(found.through) })}{' '}
                {found.ok && found.through > 0 && t('audit.proves')}
              </p>
              {found.problem && (
                <p>
                  {found.problem.block !== null && t('audit.inBlock', { block: number(found.problem.block) })}{' '}
                  {found.problem.position !== null && t('audit.atPosition', { position: number(found.problem.position) })}{' '}
                  {found.problem.detail}
                </p>
              )}
            </div>
          </div>
        )}
      </div>
      <Failure error={verify.error} />
      <details className={classes.fold}>
        <summary>{t('audit.outside')}</summary>
        <p>{t('audit.outsideText')}</p>
        <pre className={classes.shell} tabIndex={0}>
          {'steward audit export --out log.ndjson\nsteward audit verify --export log.ndjson --public-key HEX --heads published.ndjson'}
        </pre>
      </details>
    </section>
  )
}

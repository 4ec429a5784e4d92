import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { IconDownload } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/api/problem'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import page from '@/components/page.module.css'
import { saveJson } from '@/lib/save-file'
import { proofQuery } from '../api/audit'
import { useNumbers } from '../use-numbers'
import classes from './console.module.css'

/** The proof that one event is in the log, as a file that can be checked anywhere. */
export function SealProof({ position }: { position: number | undefined }) {
  const { t } = useTranslation('log')
  const number = useNumbers()
  const navigate = useNavigate()
  const [wanted, setWanted] = useState(position === undefined ? '' : String(position))
  const proof = useQuery({ ...proofQuery(position ?? 0), enabled: position !== undefined })
  const early = proof.error instanceof Problem && proof.error.status === 409
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const prove = Number(wanted)
    void navigate({ to: '/log/audit', search: { prove }, replace: true })
    if (prove === position) void proof.refetch()
  }
  return (
    <section className={classes.panel} aria-labelledby="seal-proof">
      <h2 id="seal-proof" className={page.heading}>{t('audit.proof')}</h2>
      <p className={page.text}>{t('audit.proofText')}</p>
      <form className={classes.ask} onSubmit={submit}>
        <TextInput
          type="number"
          label={t('audit.position')}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          min={1}
          step={1}
          required
        />
        <Button type="submit" variant="light" loading={proof.isFetching}>{t('audit.prove')}</Button>
      </form>
      <div role="status">
        {early && <Notice tone="warn">{t('audit.early')}</Notice>}
        {proof.data && position !== undefined && (
          <div className={classes.verdict} data-ok>
            <div>
              <strong>{t('audit.proven', { event: proof.data.event.event_type, position: number(position) })}</strong>
              <p>
                {t('audit.provenText', { block: number(proof.data.head.block), size: number(proof.data.head.size), count: proof.data.path.length })}
              </p>
              <div className={classes.actions}>
                <Button
                  size="compact-md"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  onClick={() => saveJson(`proof-${position}.json`, proof.data)}
                >
                  {t('audit.download')}
                </Button>
                <Link className={classes.way} to="/log/events" search={{ open: position }}>{t('audit.toEvent')}</Link>
              </div>
            </div>
          </div>
        )}
      </div>
      {!early && <Failure error={proof.error} />}
    </section>
  )
}

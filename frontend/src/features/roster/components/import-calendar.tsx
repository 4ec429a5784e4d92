import { Button, FileButton } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Imported } from '@/api/types'
import { Failure } from '@/components/failure'
import { Notice } from '@/components/notice'
import { periodTime } from '@/lib/time'
import { useRequestKey } from '@/lib/use-request-key'
import { useImportCalendar } from '../api/roster'
import classes from './drawer.module.css'
import roster from './roster.module.css'

/** So many lines of a preview are shown. */
const SHOWN = 60
/** What the server takes. */
const MOST_BYTES = 1_000_000

/** Shifts out of a calendar's file: first what would happen, then, when that is wanted, it happens. */
export function ImportCalendar({ zone, onClose }: { zone: string; onClose: () => void }) {
  const { t } = useTranslation('work')
  const send = useImportCalendar()
  const request = useRequestKey()
  const [file, setFile] = useState<{ name: string; text: string }>()
  const [large, setLarge] = useState(false)
  const answer = send.data

  async function choose(chosen: File | null) {
    if (chosen === null) return
    send.reset()
    setLarge(chosen.size > MOST_BYTES)
    setFile(undefined)
    if (chosen.size > MOST_BYTES) return
    const text = await chosen.text()
    setFile({ name: chosen.name, text })
    send.mutate({ text, dryRun: true, key: crypto.randomUUID() })
  }

  const fits = answer ? answer.planned + answer.changed + answer.cancelled : 0
  return (
    <section className={classes.section} aria-labelledby="calendar-import">
      <h3 id="calendar-import" className={classes.swapTitle}>{t('calendar.import')}</h3>
      <p className={roster.hint}>{t('calendar.importText')}</p>
      {large && <Notice tone="danger">{t('calendar.tooLarge')}</Notice>}
      <Failure error={send.error} />
      <FileButton accept=".ics,text/calendar" onChange={(chosen) => void choose(chosen)} inputProps={{ 'aria-label': t('calendar.file') }}>
        {(props) => (
          <Button {...props} variant="light" leftSection={<IconFileImport size={17} aria-hidden />} loading={send.isPending}>
            {t(file ? 'calendar.another' : 'calendar.choose')}
          </Button>
        )}
      </FileButton>
      {file && answer && (
        <div className={classes.preview} role="group" aria-label={t('calendar.preview', { name: file.name })}>
          <p className={classes.previewTitle} role="status">
            {t(answer.dry_run ? 'calendar.would' : 'calendar.did', { name: file.name })}
          </p>
          <Outcome answer={answer} zone={zone} />
          {answer.dry_run ? (
            <Button
              disabled={fits === 0}
              loading={send.isPending}
              onClick={() => send.mutate({ text: file.text, dryRun: false, key: request.keyOf(file.text) })}
            >
              {fits === 0 ? t('calendar.nothing') : t('calendar.go', { count: fits })}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {t('calendar.show')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function Outcome({ answer, zone }: { answer: Imported; zone: string }) {
  const { t, i18n } = useTranslation('work')
  const rest = answer.items.length - SHOWN
  return (
    <>
      <p className={roster.hint}>
        {(['planned', 'changed', 'unchanged', 'cancelled', 'refused'] as const)
          .filter((kind) => answer[kind] > 0)
          .map((kind) => t(`calendar.counts.${kind}`, { count: answer[kind] }))
          .join(' · ') || t('calendar.none')}
      </p>
      <ul className={classes.outcomes}>
        {answer.items.slice(0, SHOWN).map((item, index) => (
          <li key={index} data-outcome={item.outcome}>
            <span className={classes.outcome}>{t(`calendar.outcomes.${item.outcome}`)}</span>
            <span>
              {item.starts_at && item.ends_at
                ? periodTime(item.starts_at, item.ends_at, i18n.language, zone)
                : t('calendar.line', { line: item.line ?? '?' })}
              {item.reason && <span className={classes.reason}>{item.reason.detail}</span>}
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={roster.hint}>{t('calendar.more', { count: rest })}</p>}
    </>
  )
}

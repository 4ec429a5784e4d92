import { Button, Checkbox } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Projection } from '@/api/types'
import { Failure } from '@/components/failure'
import page from '@/components/page.module.css'
import { isBusy, useCommand } from '../api/projections'
import figures from './console.module.css'

/** What operators can do about a projection, and what that means. */
export function ProjectionCare({ projection }: { projection: Projection }) {
  const { t } = useTranslation('log')
  const command = useCommand(projection.name)
  const [asking, setAsking] = useState(false)
  const [scratch, setScratch] = useState(false)
  const busy = isBusy(projection)
  const paused = projection.paused_at !== null
  const running = (which: string) => command.isPending && command.variables === which
  return (
    <section className={figures.panel} aria-labelledby="projection-care">
      <h2 id="projection-care" className={page.heading}>{t('projections.care')}</h2>
      <div className={figures.actions}>
        <Button
          variant="light"
          leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
          loading={running('pause') || running('resume')}
          onClick={() => command.mutate(paused ? 'resume' : 'pause')}
        >
          {t(paused ? 'projections.resume' : 'projections.pause')}
        </Button>
        <Button
          variant="light"
          leftSection={<IconScale size={16} aria-hidden />}
          loading={running('verify')}
          disabled={busy}
          onClick={() => command.mutate('verify')}
        >
          {t('projections.verify')}
        </Button>
        <Button
          variant="light"
          leftSection={<IconRefresh size={16} aria-hidden />}
          disabled={busy}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
        >
          {t('projections.rebuild')}
        </Button>
      </div>
      {asking && !busy && (
        <div className={figures.question}>
          <p>{t('projections.rebuildText')}</p>
          <Checkbox
            checked={scratch}
            onChange={(event) => setScratch(event.currentTarget.checked)}
            label={t('projections.scratch')}
            description={t('projections.scratchText')}
          />
          <div className={figures.actions}>
            <Button
              loading={command.isPending}
              onClick={() => command.mutate(scratch ? 'rebuild-from-scratch' : 'rebuild', { onSuccess: () => setAsking(false) })}
            >
              {t('projections.rebuildNow')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsking(false)}>{t('projections.cancel')}</Button>
          </div>
        </div>
      )}
      <p className={page.text}>{t(paused ? 'projections.pausedText' : 'projections.careText')}</p>
      <Failure error={command.error} />
    </section>
  )
}

import { Button } from '@mantine/core'
import { IconCloudOff, IconCloudCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveStatus } from '@/api/live/hooks'
import { live } from '@/api/live/live'
import { useNow } from '@/lib/use-now'
import classes from './reconnect-banner.module.css'

const BACK_MS = 4_000
/** A blip shorter than this is nobody's business. */
const GRACE_MS = 900

/** Says that the connection is gone, what will resume, and when it is back. */
export function ReconnectBanner() {
  const { t } = useTranslation()
  const status = useLiveStatus()
  const broken = status.phase === 'waiting' || (status.phase === 'connecting' && status.again)
  const state = useBannerState(broken)

  return (
    <div role="status" aria-live="polite">
      {state === 'broken' && (
        <div className={classes.banner}>
          <IconCloudOff size={20} stroke={1.7} aria-hidden />
          <p className={classes.text}>
            <strong>{status.phase === 'waiting' && status.offline ? t('live.offline') : t('live.lost')}</strong>{' '}
            {t('live.resume')}
          </p>
          {status.phase === 'waiting' ? (
            <div className={classes.side}>
              {!status.offline && <Countdown until={status.until} />}
              <Button size="compact-sm" variant="white" color="dark" onClick={() => live.retryNow()}>
                {t('live.now')}
              </Button>
            </div>
          ) : (
            <span className={classes.side}>{t('live.connecting')}</span>
          )}
        </div>
      )}
      {state === 'back' && (
        <div className={classes.banner} data-good>
          <IconCloudCheck size={20} stroke={1.7} aria-hidden />
          <p className={classes.text}>{t('live.back')}</p>
        </div>
      )}
    </div>
  )
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation()
  const seconds = Math.max(1, Math.ceil((until - useNow(500)) / 1000))
  return <span aria-hidden>{t('live.retryIn', { count: seconds })}</span>
}

function useBannerState(broken: boolean): 'none' | 'broken' | 'back' {
  const [state, setState] = useState<'none' | 'broken' | 'back'>('none')
  useEffect(() => {
    const timer = broken
      ? setTimeout(() => setState('broken'), GRACE_MS)
      : setTimeout(() => setState((before) => (before === 'broken' ? 'back' : before)), 0)
    return () => clearTimeout(timer)
  }, [broken])
  useEffect(() => {
    if (state !== 'back') return undefined
    const timer = setTimeout(() => setState('none'), BACK_MS)
    return () => clearTimeout(timer)
  }, [state])
  return state
}

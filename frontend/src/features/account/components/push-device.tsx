import { Button } from '@mantine/core'
import { IconBellRinging } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { PushDevice as Device } from '@/api/types'
import rows from '@/components/rows.module.css'
import { fullTime } from '@/lib/time'

interface Props {
  device: Device
  ending: boolean
  onEnd: () => void
}

/** A device that is told, and since when. */
export function PushDevice({ device, ending, onEnd }: Props) {
  const { t, i18n } = useTranslation()
  const zone = useMe().tenant.time_zone
  const name = device.device ?? t('account.unknownDevice')
  const when = (at: string) => fullTime(at, i18n.language, zone)
  return (
    <article className={rows.row} aria-label={name}>
      <span className={rows.icon}>
        <IconBellRinging size={20} stroke={1.6} aria-hidden />
      </span>
      <div className={rows.body}>
        <span className={rows.name}>
          {name}
          {device.current && <span className={rows.badge}>{t('account.thisOne')}</span>}
        </span>
        <span className={rows.facts}>
          {t('account.pushSince', { when: when(device.created_at) })}
          {device.pushed_at !== null && ` · ${t('account.pushedAt', { when: when(device.pushed_at) })}`}
        </span>
      </div>
      <Button
        variant="default"
        aria-label={t('account.pushOffOf', { device: name })}
        loading={ending}
        onClick={onEnd}
      >
        {t('account.pushOff')}
      </Button>
    </article>
  )
}

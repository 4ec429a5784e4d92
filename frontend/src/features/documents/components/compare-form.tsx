import { ActionIcon, Select } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import type { DocumentVersion } from '@/api/types'
import { dayTime } from '@/lib/time'
import type { VersionsSearch } from '../search'
import classes from './comparison.module.css'

interface Props {
  versions: readonly DocumentVersion[]
  from: number
  to: number
  onChoose: (search: VersionsSearch) => void
}

/** Which two versions are compared: any. */
export function CompareForm({ versions, from, to, onChoose }: Props) {
  const { t, i18n } = useTranslation('owner')
  const { t: app } = useTranslation()
  const zone = useMe().tenant.time_zone
  const data = versions.toReversed().map((one) => ({
    value: String(one.version),
    label: `${app('citations.version', { version: one.version })} · ${dayTime(one.created_at, i18n.language, zone)}`,
  }))
  return (
    <div className={classes.form} role="group" aria-label={t('document.compare')}>
      <Select
        label={t('document.before')}
        data={data}
        value={String(from)}
        onChange={(value) => onChoose({ from: Number(value), to })}
        allowDeselect={false}
      />
      <ActionIcon variant="default" size={36} aria-label={t('document.swap')} onClick={() => onChoose({ from: to, to: from })}>
        <IconArrowsExchange size={17} stroke={1.8} aria-hidden />
      </ActionIcon>
      <Select
        label={t('document.after')}
        data={data}
        value={String(to)}
        onChange={(value) => onChoose({ from, to: Number(value) })}
        allowDeselect={false}
      />
    </div>
  )
}

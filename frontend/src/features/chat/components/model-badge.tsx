import { Popover } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import classes from './model-badge.module.css'

/** Says plainly that no language model is connected. */
export function ModelBadge() {
  const { t } = useTranslation()
  const { model } = useMe()
  if (!model.offline) return null
  return (
    <Popover width={300} position="bottom-end" shadow="md" radius="lg">
      <Popover.Target>
        <button className={classes.badge} type="button" aria-label={t('shell.offlineModel')}>
          <IconPlugConnectedX size={15} stroke={1.8} aria-hidden />
          <span className={classes.long}>{t('shell.offlineModel')}</span>
          <span className={classes.short}>{t('chat.offlineShort')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.text}>{t('shell.offlineModelText')}</Popover.Dropdown>
    </Popover>
  )
}

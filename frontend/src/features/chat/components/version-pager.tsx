import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './version-pager.module.css'

interface Props {
  /** From 0. */
  at: number
  of: number
  onTurn: (at: number) => void
}

/** Leafs through several answers to one message. */
export function VersionPager({ at, of, onTurn }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes.pager} role="group" aria-label={t('chat.versions')}>
      <ActionIcon variant="subtle" color="gray" size={28} disabled={at === 0} aria-label={t('chat.versionBefore')} onClick={() => onTurn(at - 1)}>
        <IconChevronLeft size={16} stroke={1.9} />
      </ActionIcon>
      <span aria-live="polite">{t('chat.versionOf', { at: at + 1, of })}</span>
      <ActionIcon variant="subtle" color="gray" size={28} disabled={at === of - 1} aria-label={t('chat.versionAfter')} onClick={() => onTurn(at + 1)}>
        <IconChevronRight size={16} stroke={1.9} />
      </ActionIcon>
    </div>
  )
}

import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconCommand, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { waitingQuery } from '@/api/actions'
import { useMe } from '@/api/me'
import { Mark } from '@/components/mark'
import { ConversationList } from '@/features/conversations/components/conversation-list'
import { AccountMenu } from './account-menu'
import { PlaceLink } from './place-link'
import classes from './sidebar.module.css'
import { usePlaces } from './use-places'

interface Props {
  onNavigate: () => void
  onPalette: () => void
}

export function Sidebar({ onNavigate, onPalette }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const { daily } = usePlaces()
  const waiting = useQuery(waitingQuery).data?.length ?? 0
  return (
    <div className={classes.sidebar}>
      <div className={classes.brand}>
        <Mark size={32} />
        <div className={classes.names}>
          <span className={classes.business}>{me.tenant.name}</span>
          <span className={classes.product}>Steward</span>
        </div>
        <ActionIcon
          className={classes.palette}
          variant="subtle"
          color="gray"
          size={34}
          aria-label={t('shell.palette')}
          aria-keyshortcuts="Control+K Meta+K"
          title={`${t('shell.palette')} (Ctrl K)`}
          onClick={onPalette}
        >
          <IconCommand size={18} stroke={1.7} />
        </ActionIcon>
      </div>
      <Button
        component={Link}
        to="/"
        className={classes.new}
        leftSection={<IconPlus size={18} stroke={2} />}
        justify="flex-start"
        onClick={onNavigate}
      >
        {t('conversations.new')}
      </Button>
      <ConversationList onOpen={onNavigate} />
      <ul className={classes.places}>
        {daily.map((place) => (
          <li key={place.to}>
            <PlaceLink place={place} waiting={place.to === '/approvals' ? waiting : 0} onNavigate={onNavigate} />
          </li>
        ))}
      </ul>
      <AccountMenu onNavigate={onNavigate} />
    </div>
  )
}

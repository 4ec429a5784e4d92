import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconBrain, IconBuildingStore, IconCalendarTime, IconChecklist, IconFileText, IconHistory, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { Mark } from '@/components/mark'
import { ConversationList } from '@/features/conversations/components/conversation-list'
import { AccountMenu } from './account-menu'
import classes from './sidebar.module.css'
import { WorkPlaces } from './work-places'

export function Sidebar({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const operates = me.role === 'operator'
  return (
    <div className={classes.sidebar}>
      <div className={classes.brand}>
        <Mark size={32} />
        <div className={classes.names}>
          <span className={classes.business}>{me.tenant.name}</span>
          <span className={classes.product}>Steward</span>
        </div>
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
        {operates && (
          <li>
            <Link to="/operator" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
              <IconBuildingStore size={18} stroke={1.7} aria-hidden />
              {t('operator.title')}
            </Link>
          </li>
        )}
        {operates && (
          <li>
            <Link to="/log" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
              <IconHistory size={18} stroke={1.7} aria-hidden />
              {t('shell.log')}
            </Link>
          </li>
        )}
        <li>
          <Link to="/documents" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
            <IconFileText size={18} stroke={1.7} aria-hidden />
            {t('shell.documents')}
          </Link>
        </li>
        <li>
          <Link to="/tasks" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
            <IconChecklist size={18} stroke={1.7} aria-hidden />
            {t('tasks.title')}
          </Link>
        </li>
        <WorkPlaces onNavigate={onNavigate} />
        <li>
          <Link to="/team" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
            <IconCalendarTime size={18} stroke={1.7} aria-hidden />
            {t('shell.team')}
          </Link>
        </li>
        <li>
          <Link to="/memory" className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate}>
            <IconBrain size={18} stroke={1.7} aria-hidden />
            {t('memory.title')}
          </Link>
        </li>
      </ul>
      <AccountMenu onNavigate={onNavigate} />
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconBellRinging, IconCalendarWeek, IconHourglass, IconNotebook } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { waitingQuery } from '@/api/actions'
import classes from './sidebar.module.css'

/** The way to what is worked with each day. */
export function WorkPlaces({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation()
  const waiting = useQuery(waitingQuery).data?.length ?? 0
  const link = { className: classes.place, activeProps: { 'aria-current': 'page' }, onClick: onNavigate } as const
  return (
    <>
      <li>
        <Link to="/approvals" {...link}>
          <IconHourglass size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t('shell.approvals')}</span>
          {waiting > 0 && (
            <span className={classes.count}>
              <span aria-hidden>{waiting}</span>
              <span className="visually-hidden">{t('shell.waiting', { count: waiting })}</span>
            </span>
          )}
        </Link>
      </li>
      <li>
        <Link to="/roster" {...link}>
          <IconCalendarWeek size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t('shell.roster')}</span>
        </Link>
      </li>
      <li>
        <Link to="/reminders" {...link}>
          <IconBellRinging size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t('shell.reminders')}</span>
        </Link>
      </li>
      <li>
        <Link to="/logbook" {...link}>
          <IconNotebook size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t('shell.logbook')}</span>
        </Link>
      </li>
    </>
  )
}

import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from './sidebar.module.css'
import type { Place } from './use-places'

interface Props {
  place: Place
  /** How much waits there. */
  waiting: number
  onNavigate: () => void
}

/** The way to a place, with how much waits there. */
export function PlaceLink({ place, waiting, onNavigate }: Props) {
  const { t } = useTranslation()
  const { icon: Icon } = place
  return (
    <Link to={place.to} className={classes.place} activeProps={{ 'aria-current': 'page' }} onClick={onNavigate} title={place.label}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span className={classes.label}>{place.label}</span>
      {waiting > 0 && (
        <span className={classes.count}>
          <span aria-hidden>{waiting}</span>
          <span className="visually-hidden">{t('shell.waiting', { count: waiting })}</span>
        </span>
      )}
    </Link>
  )
}

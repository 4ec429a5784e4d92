import { useTranslation } from 'react-i18next'
import { Mark } from '@/components/mark'
import classes from './status-screen.module.css'

/** Shown while the session is being asked for, if that takes a moment. */
export function SplashScreen() {
  const { t } = useTranslation()
  return (
    <div className={classes.screen} role="status" aria-label={t('app.loading')}>
      <Mark size={44} pulse />
    </div>
  )
}

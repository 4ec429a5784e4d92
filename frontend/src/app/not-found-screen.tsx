import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Mark } from '@/components/mark'
import classes from './status-screen.module.css'

export function NotFoundScreen() {
  const { t } = useTranslation()
  return (
    <main className={classes.screen}>
      <Mark size={44} />
      <h1 className={classes.title}>{t('app.notFound')}</h1>
      <p className={classes.text}>{t('app.notFoundText')}</p>
      <Button component={Link} to="/" variant="light">
        {t('app.goHome')}
      </Button>
    </main>
  )
}

import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Unreachable } from '@/api/problem'
import { Mark } from '@/components/mark'
import classes from './status-screen.module.css'

/** A screen that threw, or a server that could not be asked who we are. */
export function CrashScreen({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const unreachable = error instanceof Unreachable
  return (
    <main className={classes.screen} role="alert">
      <Mark size={44} />
      <h1 className={classes.title}>{unreachable ? t('live.lost') : t('app.crashed')}</h1>
      <p className={classes.text}>{unreachable ? t('auth.unreachable') : t('app.crashedText')}</p>
      <Button variant="light" onClick={() => location.reload()}>
        {t('app.reload')}
      </Button>
    </main>
  )
}

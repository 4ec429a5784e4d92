import { Button, Group } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { askAgain, signOut } from '@/api/session'
import { Mark } from '@/components/mark'
import { setPageTitle } from '@/lib/page-title'
import classes from './status-screen.module.css'

/** Instead of everything else while the business is suspended. */
export function SuspendedScreen() {
  const { t } = useTranslation()
  const router = useRouter()
  useEffect(() => setPageTitle(t('suspended.title')), [t])

  function again() {
    askAgain()
    void router.navigate({ to: '/' })
  }

  return (
    <main className={classes.screen}>
      <Mark size={44} />
      <h1 className={classes.title}>{t('suspended.title')}</h1>
      <p className={classes.text}>{t('suspended.text')}</p>
      <Group justify="center">
        <Button onClick={again}>{t('suspended.again')}</Button>
        <Button
          variant="default"
          onClick={() => void signOut().then(() => router.navigate({ to: '/sign-in', search: {} }))}
        >
          {t('suspended.other')}
        </Button>
      </Group>
    </main>
  )
}

import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useDeferredValue, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShellContext } from '@/components/shell-context'
import { useNotificationToasts } from '@/features/notifications/api/use-notification-toasts'
import { NotificationBell } from '@/features/notifications/components/notification-bell'
import { SplashScreen } from '../splash-screen'
import { ReconnectBanner } from './reconnect-banner'
import classes from './shell.module.css'
import { Sidebar } from './sidebar'
import { useLiveConnection } from './use-live-connection'
import { usePush } from './use-push'
import { useSignedOutRedirect } from './use-signed-out-redirect'

// What is not there at first comes when it is asked for.
const MenuDrawer = lazy(() => import('./menu-drawer'))
const Palette = lazy(() => import('./palette'))
const NotificationPanel = lazy(() => import('@/features/notifications/components/notification-panel'))

/** The frame, drawn in slices when it first comes: at one stretch it would keep a slow phone from taking a tap. */
export function Shell() {
  const ready = useDeferredValue(true, false)
  return ready ? <Frame /> : <SplashScreen />
}

/** What is around every signed-in screen: sidebar (a drawer on phones), banner, bell, live connection. */
function Frame() {
  const { t } = useTranslation()
  const [menu, { open, close }] = useDisclosure(false)
  const [panel, panelControl] = useDisclosure(false)
  const [palette, askPalette] = useReducer((before: number) => before + 1, 0)
  // Also from within a text field: that is where one mostly is.
  useHotkeys([['mod+K', askPalette]], [])
  const openPalette = () => {
    close()
    askPalette()
  }
  const wide = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false })
  useSignedOutRedirect()
  useLiveConnection()
  useNotificationToasts(panel, panelControl.open)
  const notice = usePush(panelControl.open)
  const asked = useEver(panel)
  const menuAsked = useEver(menu)

  return (
    <ShellContext value={{ wide, openMenu: open, bell: <NotificationBell onOpen={panelControl.open} /> }}>
      <a className={classes.skip} href="#content">
        {t('app.skip')}
      </a>
      <div className={classes.frame}>
        {wide && (
          <aside className={classes.sidebar} aria-label={t('shell.navigation')}>
            <Sidebar onNavigate={close} onPalette={openPalette} />
          </aside>
        )}
        <div className={classes.column}>
          <ReconnectBanner />
          <main className={classes.content} id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>{!wide && menuAsked && <MenuDrawer opened={menu} onClose={close} onPalette={openPalette} />}</Suspense>
      <Suspense>
        {asked && <NotificationPanel opened={panel} sought={notice} onClose={panelControl.close} />}
      </Suspense>
      <Suspense>{palette > 0 && <Palette asked={palette} />}</Suspense>
    </ShellContext>
  )
}

/** Whether it was so at any time. */
function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now)
  if (now && !ever) setEver(true)
  return ever || now
}

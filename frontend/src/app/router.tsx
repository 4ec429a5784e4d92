import { createRouter } from '@tanstack/react-router'
import { CrashScreen } from './crash-screen'
import { NotFoundScreen } from './not-found-screen'
import { accessRoutes } from './routes/access'
import { chatRoutes } from './routes/chat'
import { knowledgeRoutes } from './routes/knowledge'
import { logRoutes } from './routes/log'
import { personRoutes } from './routes/person'
import { app, root } from './routes/root'
import { settingsRoutes } from './routes/settings'
import { workRoutes } from './routes/work'
import { SplashScreen } from './splash-screen'

export const router = createRouter({
  routeTree: root.addChildren([
    ...accessRoutes,
    app.addChildren([...chatRoutes, ...knowledgeRoutes, ...workRoutes, ...personRoutes, settingsRoutes, logRoutes]),
  ]),
  defaultPendingComponent: SplashScreen,
  defaultPendingMs: 150,
  defaultErrorComponent: CrashScreen,
  defaultNotFoundComponent: NotFoundScreen,
  defaultPreload: false,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

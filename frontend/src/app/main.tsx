import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import 'virtual:mantine-variables.css'
import '@fontsource-variable/figtree'
import './global.css'
import { startLanguage } from './i18n/i18n'
import '@/api/pushed-notice'
import '@/lib/secret-fragment'
import { keepFocus } from '@/lib/keep-focus'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'

await startLanguage()
keepFocus()

const root = document.getElementById('root')
if (root) {
  // In slices: a slow phone takes a tap meanwhile.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    ),
  )
}

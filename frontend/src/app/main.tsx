import '@mantine/core/styles.css'
import 'virtual:mantine-variables.css'
import '@fontsource-variable/figtree'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { theme } from './theme'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        Steward
      </MantineProvider>
    </StrictMode>,
  )
}

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** Evergreen: the one accent. Everything else is quiet. */
const evergreen: MantineColorsTuple = [
  '#ecf8f3', '#d6efe5', '#aaddc9', '#7bcaac', '#52b792',
  '#34a47e', '#1f8f6b', '#0f7558', '#0f5f4c', '#0b4a3c',
]

/** Grey with a trace of green, so that the paper and the accent belong together. */
const gray: MantineColorsTuple = [
  '#f6f8f7', '#eff2f1', '#e3e8e6', '#d2d9d6', '#b3bdb9',
  '#86918d', '#64706b', '#4a5551', '#323b38', '#1b2220',
]

const dark: MantineColorsTuple = [
  '#e6ebe9', '#b8c1bd', '#97a29d', '#717d78', '#3c4643',
  '#2e3734', '#232a28', '#191f1d', '#131817', '#0d1110',
]

export const theme = createTheme({
  primaryColor: 'evergreen',
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.36,
  colors: { evergreen, gray, dark },
  white: '#ffffff',
  black: '#1b2220',
  fontFamily: "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: {
    fontFamily: "'Figtree Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    fontWeight: '620',
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
})

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfcfb',
    '--mantine-color-text': '#1b2220',
    '--mantine-color-dimmed': '#5d6964',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-red-filled': '#b3261e',
    '--mantine-color-red-filled-hover': '#98201a',
    '--steward-sidebar': '#f3f6f5',
    '--steward-surface': '#ffffff',
    '--steward-line': '#e2e8e5',
    '--steward-line-strong': '#cfd8d4',
    '--steward-bubble': '#e4f2ec',
    '--steward-bubble-text': '#0e3a2e',
    '--steward-accent': '#0f7558',
    '--steward-accent-soft': '#e6f4ee',
    '--steward-mark': '#ffe9a8',
    '--steward-mark-line': '#d99a06',
    '--steward-warn-soft': '#fff5dc',
    '--steward-warn-text': '#7a4d00',
    '--steward-danger-soft': '#fdeceb',
    '--steward-danger-text': '#a3261d',
    '--steward-shadow': '0 1px 2px rgba(20, 40, 33, 0.05), 0 6px 24px rgba(20, 40, 33, 0.07)',
  },
  dark: {
    '--mantine-color-body': '#131817',
    '--mantine-color-text': '#e6ebe9',
    '--mantine-color-dimmed': '#9aa6a1',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-red-filled': '#b3261e',
    '--mantine-color-red-filled-hover': '#98201a',
    '--steward-sidebar': '#0f1413',
    '--steward-surface': '#1a201e',
    '--steward-line': '#262e2b',
    '--steward-line-strong': '#38423e',
    '--steward-bubble': '#1b3a30',
    '--steward-bubble-text': '#d9f3e7',
    '--steward-accent': '#6fd0aa',
    '--steward-accent-soft': '#17302791',
    '--steward-mark': '#4d3f12',
    '--steward-mark-line': '#e2b53c',
    '--steward-warn-soft': '#33290f',
    '--steward-warn-text': '#f2cd7a',
    '--steward-danger-soft': '#391a18',
    '--steward-danger-text': '#ff9d94',
    '--steward-shadow': '0 1px 2px rgba(0, 0, 0, 0.4), 0 8px 28px rgba(0, 0, 0, 0.35)',
  },
})

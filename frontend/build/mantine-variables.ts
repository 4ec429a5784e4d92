import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import type { Plugin } from 'vite'
import { cssVariablesResolver, theme } from '../src/app/theme.ts'

const ID = 'virtual:mantine-variables.css'

/**
 * Writes the theme's CSS variables into a plain style sheet at build time. Mantine would otherwise
 * put them into a `<style>` element in the browser, which `style-src 'self'` forbids.
 */
export function mantineVariables(): Plugin {
  return {
    name: 'mantine-variables',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined
      const merged = mergeMantineTheme(DEFAULT_THEME, theme)
      const base = defaultCssVariablesResolver(merged)
      const own = cssVariablesResolver(merged)
      const variables = {
        variables: { ...base.variables, ...own.variables },
        light: { ...base.light, ...own.light },
        dark: { ...base.dark, ...own.dark },
      }
      return convertCssVariables(variables, ':root')
    },
  }
}

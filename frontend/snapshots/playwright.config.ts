import { defineConfig, type PlaywrightTestConfig } from '@playwright/test'
import journeys from '../playwright.config.ts'

const PORT = 4180
const url = `http://127.0.0.1:${PORT}`

const look = (name: string, use: PlaywrightTestConfig['use']) => ({ name, use: { viewport: { width: 1120, height: 720 }, ...use } })

/**
 * What the main screens look like, compared with pictures that are kept. Not part of `make test`:
 * another version of Chromium, or other fonts of the system, draw otherwise. There is no server
 * but the one for the files of the build.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.snapshot.ts',
  outputDir: '../test-results/snapshots',
  snapshotPathTemplate: '{testDir}/pictures/{projectName}/{arg}{ext}',
  workers: 1,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: {
    timeout: 8_000,
    // Of a screen, a line of text is less than a hundredth; and to the usual threshold another green is the same.
    toHaveScreenshot: { maxDiffPixelRatio: 0.001, threshold: 0.02, animations: 'disabled', caret: 'hide' },
  },
  reporter: [['list']],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    cwd: '..',
    url,
    reuseExistingServer: false,
  },
  use: {
    ...journeys.use,
    baseURL: url,
    timezoneId: 'Europe/Rome',
    serviceWorkers: 'block',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...journeys.use?.launchOptions,
      args: [...(journeys.use?.launchOptions?.args ?? []), '--lang=en-GB', '--font-render-hinting=none', '--force-color-profile=srgb', '--disable-lcd-text'],
    },
  },
  projects: [
    look('light', { colorScheme: 'light' }),
    look('dark', { colorScheme: 'dark' }),
    look('phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
  ],
})

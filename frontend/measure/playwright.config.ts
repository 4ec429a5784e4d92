import { defineConfig } from '@playwright/test'
import journeys from '../playwright.config.ts'

/** What is measured rather than tested: not part of `make test`, since machines are noisy. */
export default defineConfig(journeys, {
  testDir: '.',
  testMatch: '*.measure.ts',
  globalSetup: './server.ts',
  globalTeardown: './report.ts',
  outputDir: '../test-results/measure',
  timeout: 1_200_000,
  // A measurement that misses is not made again until it fits.
  retries: 0,
  // Recording takes time, too.
  use: { trace: 'off' },
})

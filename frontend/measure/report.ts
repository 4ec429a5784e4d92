import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { kept, median, type Figure } from './figures.ts'

const shown = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })

function line({ name, unit, rounds, target, met }: Figure): string {
  const each = rounds.map(shown).join(', ')
  return `| ${name} | ${shown(median(rounds))} ${unit} | ${each} | ${target} | ${met ? 'yes' : '**no**'} |`
}

/** Writes what was measured into the documentation, with the machine that it was measured on. */
export default async function report(): Promise<void> {
  const figures = await kept()
  if (figures.length === 0) return
  const browser = execFileSync(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--version', '--no-sandbox']).toString().trim()
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${browser}`
  const text = `# How fast the web app is

Written by \`make measure-web\`; not edited by hand. Measured on ${machine}, with the server, Postgres, Redis and the model on the same machine.

| What | Median | Rounds | Should be | Is it |
|---|---|---|---|---|
${figures.map(line).join('\n')}

- **Opening**: a conversation of 5,000 messages; from the click on it, or from the start of a full load, until its last message is painted.
- **Longest task**: what kept the page's main thread busy at a stretch, from a trace of the browser (\`RunTask\` of the renderer's main thread), while an answer of 12 kB of Markdown streamed into that conversation and somebody typed into the composer.
- **Lighthouse**: version 12, its own settings for phone (a slow network and a slow processor, simulated) and desktop; sign-in, and a chat with an answer by a member who is signed in.
`
  await writeFile(resolve(import.meta.dirname, '../../docs/web-performance.md'), text)
}

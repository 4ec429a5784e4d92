import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const FOLDER = resolve(import.meta.dirname, '../test-results/figures')

/** One line of the report: what was measured, in what, in each round, and what it should be. */
export interface Figure {
  name: string
  unit: string
  rounds: number[]
  /** What the median should be, in words, and whether it is. */
  target: string
  met: boolean
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

/** Keeps the figures of one file, in place of those of its last run. */
export async function keep(file: string, figures: Figure[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await writeFile(join(FOLDER, `${file}.json`), JSON.stringify(figures, null, 2))
}

export async function kept(): Promise<Figure[]> {
  const files = (await readdir(FOLDER).catch(() => [])).toSorted()
  const all = await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as Figure[]))
  return all.flat()
}

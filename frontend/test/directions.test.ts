import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const PHYSICAL = /(?:margin|padding|border)-(?:left|right)|^\s*(?:left|right): (?!50%)|text-align: (?:left|right)|float:|border-(?:top|bottom)-(?:left|right)-radius/
/** Four values that differ between left and right. */
const SIDES = /(?:margin|padding|inset): ([^\s();]+) ([^\s();]+) ([^\s();]+) (?!\2;)[^\s();]+;/

it('names no side of the screen in a style sheet: languages run both ways', () => {
  const root = join(import.meta.dirname, '../src')
  const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))
  expect(sheets.length).toBeGreaterThan(50)
  const found = sheets.flatMap((name) =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .filter((line) => PHYSICAL.test(line) || SIDES.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})

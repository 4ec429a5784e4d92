import { expect, it } from 'vitest'
import { en } from '@/app/i18n/en'
import { log as enLog } from '@/app/i18n/en-log'
import { owner as enOwner } from '@/app/i18n/en-owner'
import { work as enWork } from '@/app/i18n/en-work'
import { es } from '@/app/i18n/es'
import { log as esLog } from '@/app/i18n/es-log'
import { owner as esOwner } from '@/app/i18n/es-owner'
import { work as esWork } from '@/app/i18n/es-work'

function flatten(texts: object, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  )
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

it('has the same keys and the same holes in every language', () => {
  const english = new Map(flatten({ ...en, log: enLog, owner: enOwner, work: enWork }))
  const spanish = new Map(flatten({ ...es, log: esLog, owner: esOwner, work: esWork }))
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [key, text] of english) expect([key, holes(spanish.get(key) ?? '')]).toEqual([key, holes(text)])
})

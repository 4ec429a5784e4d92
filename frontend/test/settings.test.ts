import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import '@/app/i18n/i18n'
import { loadOwnerTexts } from '@/app/i18n/owner'
import { effects, noticeFaults, waitWords } from '@/features/settings/notice-words'
import { differing, kindsOf, withRolePolicy } from '@/features/settings/policies'
import { moved } from '@/features/settings/rules'
import { changed, clashes, merge, same } from '@/lib/merge'

describe('two people changing the same thing', () => {
  const base = { persona: 'kind', rules: ['one'], temperature: null as number | null }

  it('keeps both when they changed different members', () => {
    const mine = { ...base, rules: ['one', 'two'] }
    const theirs = { ...base, temperature: 0.4 }
    expect(merge(base, mine, theirs)).toEqual({ persona: 'kind', rules: ['one', 'two'], temperature: 0.4 })
    expect(clashes(base, mine, theirs)).toEqual([])
    expect(changed(base, theirs)).toEqual(['temperature'])
  })

  it('lets mine stand where both changed the same, and says so unless it is the same change', () => {
    const mine = { ...base, persona: 'brief' }
    expect(merge(base, mine, { ...base, persona: 'long' }).persona).toBe('brief')
    expect(clashes(base, mine, { ...base, persona: 'long' })).toEqual(['persona'])
    expect(clashes(base, mine, { ...base, persona: 'brief' })).toEqual([])
  })

  it('sees no difference in the order of members', () => {
    expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true)
    expect(same(['a', 'b'], ['b', 'a'])).toBe(false)
  })
})

describe('rules of the house', () => {
  it('move by one place and stay the same rules', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  })
})

describe('policies', () => {
  const all = { policies: { create_task: 'allow', later: 'ask' }, by_role: {} } as const

  it('differ for a role until they are as for everybody again, which leaves no trace', () => {
    const other = withRolePolicy(all, 'member', 'create_task', 'ask')
    expect(other.by_role).toEqual({ member: { create_task: 'ask' } })
    expect(differing(other, 'create_task')).toEqual(['member'])
    expect(withRolePolicy(other, 'member', 'create_task', undefined)).toEqual(all)
  })

  it('show kinds of a newer server too, behind those with words', () => {
    expect(kindsOf(all)).toEqual(['create_task', 'later'])
  })
})

describe('rules for notices', () => {
  beforeAll(loadOwnerTexts)
  const t = () => i18next.getFixedT('en', 'owner')
  const rules = {
    acknowledge_normal_within: 135,
    acknowledge_urgent_within: null,
    quiet_hours: { from: '22:00:00', to: '07:00:00' },
    urgent_breaks_quiet_hours: true,
  }

  it('are told in sentences', () => {
    expect(waitWords(135, 'en')).toBe('2 hours, 15 minutes')
    expect(effects(rules, 'en', t())).toEqual([
      'A normal notice that wants an answer is passed on after 2 hours, 15 minutes.',
      'An urgent one waits for its answer, however long it takes.',
      'What comes between 22:00 and 07:00 the next day is shown at 07:00.',
      'Urgent ones are shown at once, and pushed in the quiet hours of each member’s own too.',
    ])
  })

  it('find what the server would refuse', () => {
    const found = noticeFaults({ ...rules, acknowledge_normal_within: 0, quiet_hours: { from: '22:00:00', to: '22:00:00' } }, t())
    expect(found.normal).toContain('1 to 10,080')
    expect(found.to).toContain('another time')
    expect(Object.values(noticeFaults(rules, t())).some(Boolean)).toBe(false)
  })
})

import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Passage } from '@/api/types'
import { loadOwnerTexts } from '@/app/i18n/owner'
import { FindForm } from '@/features/documents/components/find-form'
import { Passages } from '@/features/documents/components/passages'
import { placesOf } from '@/features/documents/places'
import { documentSearch, findSearch } from '@/features/documents/search'
import { show } from './show'

const user = userEvent.setup()

function passage(id: string, more: Partial<Passage>): Passage {
  return {
    chunk_id: id,
    document_id: `d-${id}`,
    document_version: 2,
    title: `Title of ${id}`,
    heading: 'Storage',
    text: `Text of ${id}.`,
    trusted: true,
    score: 0.5,
    lexical: 0.5,
    semantic: 0.5,
    ...more,
  }
}

beforeAll(loadOwnerTexts)

describe('passages that were found', () => {
  it('have a place by each score, and none where there is no score', () => {
    expect(placesOf([0.9, 0.2, 0.9, null, 0.5])).toEqual([1, 4, 1, undefined, 3])
    expect(placesOf([])).toEqual([])
  })

  it('show their rank, both scores, and the way to where they stand', async () => {
    const results = [
      passage('a', { score: 0.91, lexical: 0.2, semantic: 0.8 }),
      passage('b', { score: 0.4, lexical: 0.6, semantic: null, trusted: false, text: 'x'.repeat(900) }),
    ]
    await show(<Passages found={{ results, lexical_only: false }} />, '/documents/search')
    const list = within(await screen.findByRole('list', { name: 'Passages that were found' }))
    const first = within(list.getByRole('article', { name: 'Title of a' }))
    expect(first.getAllByRole('definition').map((one) => one.textContent).filter(Boolean)).toEqual(['0.91', '0.20 · 2 of 2', '0.80 · 1 of 2'])
    expect(first.getByRole('link', { name: 'Title of a' }).getAttribute('href')).toBe('/documents/d-a?chunk=a&version=2')
    expect(first.getByRole('link', { name: 'How it is cut' }).getAttribute('href')).toBe('/documents/d-a/passages?chunk=a&version=2')
    const second = within(list.getByRole('article', { name: 'Title of b' }))
    expect(second.getByText('not embedded yet')).toBeTruthy()
    expect(second.getByText(/untrusted source/)).toBeTruthy()
    expect(second.queryByText('x'.repeat(900))).toBeNull()
    await user.click(second.getByRole('button', { name: 'Show the whole passage' }))
    expect(second.getByText('x'.repeat(900))).toBeTruthy()
  })

  it('say when only words were compared, and what to do where there are none', async () => {
    await show(<Passages found={{ results: [], lexical_only: true }} />, '/documents/search')
    expect(await screen.findByText(/^Only words were compared/)).toBeTruthy()
    expect(screen.getByRole('heading', { name: 'Nothing fits this question' })).toBeTruthy()
  })
})

describe('the question', () => {
  it('is sent as it is typed, and not while there is none', async () => {
    const onFind = vi.fn()
    await show(<FindForm search={{ most: 20 }} onFind={onFind} />, '/documents/search')
    await user.click(await screen.findByRole('button', { name: 'Search' }))
    const field = screen.getByRole('textbox', { name: 'Question' })
    expect(document.activeElement).toBe(field)
    expect(onFind).not.toHaveBeenCalled()
    await user.type(field, 'Where is the flour?{Enter}')
    expect(onFind).toHaveBeenCalledWith({ q: 'Where is the flour?', most: 20 })
  })

  it('stands in the address', () => {
    expect(findSearch({ q: 2026, most: 50 })).toEqual({ q: '2026', most: 50 })
    expect(findSearch({ q: ' ', most: 6 })).toEqual({})
    expect(findSearch({ q: 'x', most: 7 })).toEqual({ q: 'x' })
    expect(documentSearch({ chunk: 'c', version: 2, moon: 1 })).toEqual({ chunk: 'c', version: 2 })
    expect(documentSearch({ chunk: 7, version: 0 })).toEqual({})
  })
})

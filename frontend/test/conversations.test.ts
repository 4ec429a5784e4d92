import { expect, it } from 'vitest'
import { pieces } from '@/features/conversations/pieces'

it('marks every occurrence of the words, whatever their case', () => {
  expect(pieces('The oven. An Oven?', ['oven'])).toEqual([
    { text: 'The ', hit: false },
    { text: 'oven', hit: true },
    { text: '. An ', hit: false },
    { text: 'Oven', hit: true },
    { text: '?', hit: false },
  ])
})

it('takes the signs of a pattern as they are', () => {
  expect(pieces('50% (or more)', ['50%', '('])).toEqual([
    { text: '50%', hit: true },
    { text: ' ', hit: false },
    { text: '(', hit: true },
    { text: 'or more)', hit: false },
  ])
  expect(pieces('as it is', [''])).toEqual([{ text: 'as it is', hit: false }])
})

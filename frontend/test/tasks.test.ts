import { expect, test } from 'vitest'
import type { Task } from '@/api/types'
import { byDue } from '@/features/tasks/by-due'

const task = (id: string, due_at: string | null, created_at: string) => ({ id, due_at, created_at }) as Task

test('what is due first comes first; without a time the newest', () => {
  const tasks = [
    task('old', null, '2026-01-01T00:00:00Z'),
    task('new', null, '2026-01-02T00:00:00Z'),
    task('late', '2026-02-02T00:00:00Z', '2026-01-01T00:00:00Z'),
    task('soon', '2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ]
  expect(byDue(tasks).map((one) => one.id)).toEqual(['soon', 'late', 'new', 'old'])
})

import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'
import type { Task } from '@/api/types'
import { stepsTo, type Wish } from '../columns'
import { sendChange } from './tasks'

export interface Move {
  /** As it was. */
  task: Task
  wish: Wish
}

const MOVE = [...keys.tasks, 'move']

interface Told {
  onDone: (move: Move) => void
  onRefused: (move: Move, error: Error) => void
}

/** Makes a task as it is wished. Until what the server says of it is here, `usePendingMoves` has it. */
export function useMoveTask({ onDone, onRefused }: Told) {
  const queries = useQueryClient()
  const look = () => queries.invalidateQueries({ queryKey: keys.tasks })
  return useMutation({
    mutationKey: MOVE,
    mutationFn: async ({ task, wish }: Move) => {
      for (const step of stepsTo(task, wish)) sawPosition((await sendChange(task.id, step)).position)
    },
    onSuccess: async (_, move) => {
      onDone(move)
      await look()
    },
    onError: (error, move) => {
      onRefused(move, error)
      void look()
    },
  })
}

/**
 * Moves that are underway: the board shows them as made, over what the server said last. So what
 * comes in meanwhile is shown too, and what is refused is back by itself.
 */
export function usePendingMoves(): Move[] {
  return useMutationState({
    filters: { mutationKey: MOVE, status: 'pending' },
    select: (mutation) => mutation.state.variables as Move,
  })
}

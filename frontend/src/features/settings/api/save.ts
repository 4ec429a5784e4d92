import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import { sawPosition } from '@/api/position'

/** What is to be saved, and the state that it was made from. */
export interface Saving<T> {
  value: T
  tag: string
}

/** Saves, and shows what is saved, also where else it is shown, before it says so. */
export function useSave<T>(
  send: (saving: Saving<T>) => Promise<{ position: number }>,
  onSaved: () => void,
  elsewhere: readonly QueryKey[] = [],
) {
  const queries = useQueryClient()
  const reload = () => Promise.all([keys.settings, ...elsewhere].map((queryKey) => queries.invalidateQueries({ queryKey })))
  return useMutation({
    mutationFn: async (saving: Saving<T>) => sawPosition((await send(saving)).position),
    onSuccess: async () => {
      await reload()
      onSaved()
    },
    onError: reload,
  })
}

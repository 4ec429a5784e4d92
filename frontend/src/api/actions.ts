import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'

/** The reader's own actions that wait for a decision, at most 200 of them. */
export const waitingQuery = queryOptions({
  queryKey: keys.actions,
  queryFn: async () =>
    (await unwrap(client.GET('/api/v1/actions', { params: { query: { status: 'waiting', limit: 200, ...afterPosition() } } }))).items,
  select: (actions) => actions.filter((one) => one.status === 'waiting'),
})

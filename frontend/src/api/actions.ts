import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'
import { afterPosition } from './position'

/** The reader's own actions that wait for a decision. The API has no filter: one behind 200 newer actions is not found. */
export const waitingQuery = queryOptions({
  queryKey: keys.actions,
  queryFn: async () =>
    (await unwrap(client.GET('/api/v1/actions', { params: { query: { limit: 200, ...afterPosition() } } }))).items,
  select: (actions) => actions.filter((one) => one.status === 'waiting'),
})

import type { Explanation, StoryNode } from '@/api/types'

export interface Step {
  node: StoryNode
  /** The row of what led to it. */
  cause: number | undefined
  /** In which lane of the graph it stands, from the left. */
  lane: number
}

type Graph = Pick<Explanation, 'nodes' | 'edges'>

/**
 * Lays a story out as a graph of few lanes: what follows stays in the lane of its cause, and only what
 * branches off before the cause is done with leaves it, for the nearest lane that is free.
 */
export function stepsOf({ nodes, edges }: Graph): Step[] {
  const rows = new Map(nodes.map((node, row) => [node.id, row]))
  const causes = nodes.map((): number | undefined => undefined)
  for (const { from, to } of edges) {
    const row = rows.get(to)
    if (row !== undefined) causes[row] = rows.get(from)
  }
  const last = new Map<number, number>()
  causes.forEach((cause, row) => cause !== undefined && last.set(cause, row))
  const lanes: number[] = []
  /** By lane, the last row in which it is taken. */
  const taken: number[] = []
  nodes.forEach((_, row) => {
    const cause = causes[row]
    if (cause !== undefined && last.get(cause) === row) {
      lanes[row] = lanes[cause] ?? 0
      return
    }
    let lane = cause === undefined ? 0 : (lanes[cause] ?? 0) + 1
    while ((taken[lane] ?? -1) >= row) lane += 1
    lanes[row] = lane
    taken[lane] = endOf(row, last)
  })
  return nodes.map((node, row) => ({ node, cause: causes[row], lane: lanes[row] ?? 0 }))
}

/** The row in which a line of events, each the last that followed from the one before, ends. */
function endOf(row: number, last: ReadonlyMap<number, number>): number {
  let end = row
  for (let next = last.get(end); next !== undefined; next = last.get(end)) end = next
  return end
}

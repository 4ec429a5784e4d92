import { useCallback } from 'react'
import { sendMessage } from './outbox'
import type { Row } from './timeline'
import { useTurnCommand } from './turn'

/** What the composer can do: send, and stop the answer that is being written. */
export function useConversationCommands(conversationId: string, rows: readonly Row[]) {
  const command = useTurnCommand(conversationId)
  const open = rows.flatMap((row) =>
    row.kind === 'turn' ? [row] : [],
  )
  const openTurnId = (open.find((row) => row.status === 'running') ?? open[0])?.turnId

  const send = useCallback((text: string) => sendMessage(conversationId, text), [conversationId])
  const stop = () => {
    if (openTurnId !== undefined && !command.isPending) command.mutate({ turnId: openTurnId, command: 'cancel' })
  }
  return { openTurnId, send, stop, stopping: command.isPending }
}

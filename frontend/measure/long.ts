import { expect, type Person } from '../e2e/app.ts'
import { sql } from '../e2e/deployment.ts'

export const MESSAGES = 5_000

/** Asks once, and puts 5,000 answers of before into the read model; the conversation's id. */
export async function longConversation(person: Person): Promise<string> {
  await person.ask('Who is on shift tomorrow at 10am?')
  const id = new URL(person.page.url()).pathname.split('/').at(-1) ?? ''
  await sql(
    `INSERT INTO messages (tenant_id, message_id, conversation_id, role, text, citations, actions, withheld, model, turn_id, tainted, answered, created_at, position, updated_position)
     SELECT tenant_id, gen_random_uuid(), conversation_id, 'steward', 'Line ' || n || ' of very many. ' || repeat('More **words**. ', n % 9), '[]', '{}', 0, 'none',
            gen_random_uuid(), false, false, started_at - interval '10 days' + n * interval '1 minute', n - ${MESSAGES}, n - ${MESSAGES}
     FROM conversations, generate_series(1, ${MESSAGES}) AS n WHERE conversation_id = '${id}'`,
  )
  await person.page.reload()
  await expect(person.history.getByText(`Line ${MESSAGES} of very many.`)).toBeAttached()
  return id
}

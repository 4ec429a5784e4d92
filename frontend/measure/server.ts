import startServer from '../e2e/server.ts'
import { Model } from '../e2e/model.ts'

/** The server of the journeys, with a model that can be told what to say. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const model = await Model.start()
  Object.assign(process.env, model.settings)
  const stopServer = await startServer()
  return async () => {
    await stopServer?.()
    await model.stop()
  }
}

export function model(): Model {
  return Model.at(process.env.STEWARD_MODEL_URL ?? '')
}

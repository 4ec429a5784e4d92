import type { DeltaFrame } from './frames'

/** The text of an answer while it is being written. */
export interface LiveAnswer {
  turnId: string
  conversationId: string
  generation: number
  text: string
}

interface Piece extends LiveAnswer {
  parts: string[]
}

/** Joins delta frames: a higher generation replaces everything, a lower or repeated piece changes nothing. */
export class AnswerStreams {
  #pieces = new Map<string, Piece>()
  #views = new Map<string, LiveAnswer>()
  #listeners = new Set<() => void>()
  #telling = false

  take(frame: DeltaFrame): void {
    let piece = this.#pieces.get(frame.turn_id)
    if (piece && frame.generation < piece.generation) return
    if (!piece || frame.generation > piece.generation) {
      piece = {
        turnId: frame.turn_id,
        conversationId: frame.conversation_id,
        generation: frame.generation,
        parts: [],
        text: '',
      }
      this.#pieces.set(frame.turn_id, piece)
    }
    if (piece.parts[frame.index] !== undefined) return
    piece.parts[frame.index] = frame.text
    piece.text = piece.parts.join('')
    this.#views.set(frame.turn_id, { ...piece })
    this.#tell()
  }

  drop(turnId: string): void {
    if (!this.#pieces.delete(turnId)) return
    this.#views.delete(turnId)
    this.#tell()
  }

  clear(): void {
    this.#pieces.clear()
    this.#views.clear()
    this.#tell()
  }

  get(turnId: string): LiveAnswer | undefined {
    return this.#views.get(turnId)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Once for all that comes between two frames of the screen; a page out of sight has no frames. */
  #tell(): void {
    if (this.#telling) return
    this.#telling = true
    const tell = () => {
      this.#telling = false
      for (const listener of this.#listeners) listener()
    }
    if (document.visibilityState === 'visible') requestAnimationFrame(tell)
    else setTimeout(tell)
  }
}

export const answerStreams = new AnswerStreams()

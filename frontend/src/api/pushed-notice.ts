import { Store } from '@/lib/store'

/**
 * The notice that was chosen outside of the app. It may be chosen while the app is only loading,
 * so this listens from the first moment, and keeps it until somebody shows it.
 */
export const pushedNotice = new Store<string | undefined>(undefined)

if ('serviceWorker' in navigator) {
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const { type, notice } = (data ?? {}) as Record<string, unknown>
    if (type === 'open-notice' && typeof notice === 'string') pushedNotice.set(notice)
  })
  // Otherwise what came before the page was whole would wait for an `onmessage`.
  navigator.serviceWorker.startMessages()
}

import { live, liveStatus, subscribeLiveStatus } from './live'

/** The server believes for 45 seconds that a tab is looked at. */
const SAY_MS = 20_000

/**
 * Tells the server while this tab is looked at: whoever sees a notice here needs none on their
 * other devices. Ends with what it returns.
 */
export function tellLooking(): () => void {
  const looking = () => document.visibilityState === 'visible' && document.hasFocus()
  const say = () => live.say({ type: 'looking', looking: looking() })
  const again = setInterval(() => looking() && say(), SAY_MS)
  const unsubscribe = subscribeLiveStatus(() => {
    if (liveStatus().phase === 'live') say()
  })
  document.addEventListener('visibilitychange', say)
  addEventListener('focus', say)
  addEventListener('blur', say)
  return () => {
    clearInterval(again)
    unsubscribe()
    document.removeEventListener('visibilitychange', say)
    removeEventListener('focus', say)
    removeEventListener('blur', say)
  }
}

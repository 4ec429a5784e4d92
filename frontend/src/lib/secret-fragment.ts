import { Store, useStore } from './store'

/** Pages whose links carry a secret behind the `#`, where no server and no log sees it. */
const PAGES = ['/join', '/reset-password']

const secret = new Store('')

/** Takes the secret out of the address bar, so that it stays in no history, screenshot or bookmark. */
export function takeSecret(): void {
  if (!PAGES.includes(location.pathname) || location.hash.length < 2) return
  secret.set(location.hash.slice(1))
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** The secret that the page was opened with; empty without one. It is in memory only. */
export function useSecret(): string {
  return useStore(secret, (value) => value)
}

takeSecret()
// A second link pasted into the same tab loads nothing anew.
addEventListener('hashchange', takeSecret)

// What is done before the app is here; a file of its own because inline scripts are refused.

// The colour scheme, before the first paint.
;(function () {
  var chosen = 'auto'
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value') || 'auto'
  } catch (e) {
    // Storage may be blocked: the system's scheme is used.
  }
  var dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()

// Who is signed in is asked while the app is on its way; tabs take turns, as `session.ts` says.
;(function () {
  function ask() {
    return fetch('/api/v1/auth/refresh', { method: 'POST', credentials: 'same-origin' })
  }
  try {
    if (localStorage.getItem('steward-signed-in') === null) return
    var asked = navigator.locks ? navigator.locks.request('steward-refresh', ask) : ask()
    asked.catch(function () {})
    window.stewardRefresh = asked
  } catch (e) {
    // As above: the app asks.
  }
})()

// The first formatter of dates takes a browser as long as a whole screen: it is made while the app is on its way.
setTimeout(function () {
  new Intl.DateTimeFormat()
})

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

// The first formatter of dates takes a browser as long as a whole screen: it is made while the app is on its way.
setTimeout(function () {
  new Intl.DateTimeFormat()
})

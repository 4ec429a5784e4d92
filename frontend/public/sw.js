// Notices while the app is closed. It keeps nothing and serves nothing: the app itself always
// comes from the server.

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** A notice: `{ title, body, tag, urgent }`. One with the same tag takes the place of the first. */
self.addEventListener('push', (event) => {
  const { title, body, tag, urgent } = event.data?.json() ?? {}
  const shown = self.registration.showNotification(title ?? 'Steward', {
    body: body ?? '',
    tag,
    data: { notice: tag },
    requireInteraction: urgent === true,
    icon: '/icon-192.png',
  })
  event.waitUntil(Promise.all([shown, self.navigator.setAppBadge?.()]))
})

/** Opens the notice: in a window that is there, else in a new one. */
self.addEventListener('notificationclick', (event) => {
  const { notice } = event.notification.data ?? {}
  event.notification.close()
  event.waitUntil(open(notice))
})

async function open(notice) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = windows.find((one) => one.focused) ?? windows[0]
  if (there === undefined) {
    return self.clients.openWindow(notice === undefined ? '/' : `/?notice=${encodeURIComponent(notice)}`)
  }
  there.postMessage({ type: 'open-notice', notice })
  return there.focus()
}

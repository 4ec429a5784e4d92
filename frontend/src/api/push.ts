import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from './client'
import { keys } from './keys'

/** What this server offers, and the member's devices that are told. */
export const pushQuery = queryOptions({
  queryKey: keys.push,
  queryFn: () => unwrap(client.GET('/api/v1/push')),
})

/** Whether this browser can be told anything while the app is closed. */
export function pushSupported(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** This browser's permission was refused: only its settings can change that. */
export class PushDenied extends Error {}

/** Whom this browser tells: kept here, so that the next sign-in goes on with it. */
const CHOSEN = 'steward-push'

/** Asks for permission, subscribes and tells the server. To be called from a click. */
export async function switchOnPush(memberId: string, key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PushDenied()
  await subscribe(key)
  localStorage.setItem(CHOSEN, memberId)
}

/** After a sign-in of the same member, this browser tells them again without being asked. */
export async function keepPush(memberId: string): Promise<void> {
  if (!pushSupported() || localStorage.getItem(CHOSEN) !== memberId || Notification.permission !== 'granted') return
  const { key, devices } = await unwrap(client.GET('/api/v1/push'))
  if (key !== null && !devices.some((device) => device.current)) await subscribe(key)
}

export async function switchOffPush(id: string, current: boolean): Promise<void> {
  if (current) {
    localStorage.removeItem(CHOSEN)
    const registration = await navigator.serviceWorker.getRegistration()
    await (await registration?.pushManager.getSubscription())?.unsubscribe()
  }
  await unwrap(client.DELETE('/api/v1/push/devices/{id}', { params: { path: { id } } }))
}

async function subscribe(key: string): Promise<void> {
  await navigator.serviceWorker.register('/sw.js')
  const { pushManager } = await navigator.serviceWorker.ready
  const applicationServerKey = bytes(key)
  const before = await pushManager.getSubscription()
  // A subscription belongs to the key that it was made with.
  if (before && !same(before.options.applicationServerKey, applicationServerKey)) await before.unsubscribe()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  const { endpoint, keys } = subscription.toJSON()
  await unwrap(
    client.POST('/api/v1/push/devices', {
      body: { endpoint: endpoint ?? '', keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } },
    }),
  )
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
}

function same(left: ArrayBuffer | null, right: Uint8Array): boolean {
  if (left === null) return false
  const there = new Uint8Array(left)
  return there.length === right.length && there.every((byte, index) => byte === right[index])
}

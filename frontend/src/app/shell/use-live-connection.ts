import { useEffect } from 'react'
import { live } from '@/api/live/live'

/** Keeps the live connection open while somebody is signed in. */
export function useLiveConnection(): void {
  useEffect(() => {
    live.start()
    return () => live.stop()
  }, [])
}

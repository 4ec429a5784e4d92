import { useEffect } from 'react'
import { live } from '@/api/live/live'
import { tellLooking } from '@/api/live/looking'

/** Keeps the live connection open while somebody is signed in. */
export function useLiveConnection(): void {
  useEffect(() => {
    const silent = tellLooking()
    live.start()
    return () => {
      silent()
      live.stop()
    }
  }, [])
}

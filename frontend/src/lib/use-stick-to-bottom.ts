import { useCallback, useEffect, useRef, useState } from 'react'

/** So close to the end counts as "at the end". */
const NEAR_PX = 80

/**
 * Keeps a growing list at its end while the reader is there, and leaves it alone once they scroll
 * up. `away` tells that there is something below.
 */
export function useStickToBottom() {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const sticking = useRef(true)
  const [away, setAway] = useState(false)

  const toBottom = useCallback((behavior: ScrollBehavior = 'instant') => {
    const box = scroller.current
    if (!box) return
    sticking.current = true
    setAway(false)
    box.scrollTo({ top: box.scrollHeight, behavior })
  }, [])

  useEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return undefined
    const onScroll = () => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
      sticking.current = near
      setAway(!near)
    }
    const grown = new ResizeObserver(() => {
      if (sticking.current) box.scrollTop = box.scrollHeight
      else onScroll()
    })
    grown.observe(inner)
    grown.observe(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    box.scrollTop = box.scrollHeight
    return () => {
      grown.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [])

  return { scroller, content, away, toBottom }
}

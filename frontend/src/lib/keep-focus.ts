/** Components come first: what they give the focus to themselves has it by then. */
const GRACE_MS = 40
/** So many elements are remembered as places to go back to. */
const REMEMBERED = 12

/** What is worth landing in: a reader says its name, and Tab goes on from there. */
const HOMES = 'article, form, section[aria-label], section[aria-labelledby], [role="dialog"], [role="region"], [role="log"], main'
const STOPS = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]'
const FIELDS = 'input, select, textarea'

/** An element above the one that had the focus, and the place among its children of the one that led there. */
interface Above {
  element: Element
  index: number
}

/**
 * Keeps the focus from being lost: a button that was pressed goes away or is out of order for a
 * while, a panel closes, a row is deleted. Its neighbour in the list gets it, or what it lay in, or
 * what had the focus before.
 */
export function keepFocus(): () => void {
  const before: HTMLElement[] = []
  let last: HTMLElement | undefined
  let above: Above[] = []
  /** It could not be used for a while, and lost the focus by that. */
  let waiting = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function onFocus({ target }: FocusEvent) {
    if (!(target instanceof HTMLElement) || target === document.body) return
    last = target
    waiting = false
    above = pathOf(target)
    if (before.at(-1) !== target) before.push(target)
    if (before.length > REMEMBERED) before.shift()
  }

  function look() {
    timer = undefined
    if (last === undefined || !isLost()) return
    if (last.isConnected) {
      // Who clicks beside it means to leave it.
      if (last.matches(':disabled')) waiting = true
      else if (waiting) last.focus({ preventScroll: true })
      return
    }
    for (const one of [neighbour(above), home(above), ...before.toReversed(), document.getElementById('content')]) {
      if (one && land(one)) return
    }
  }

  const changes = new MutationObserver(() => {
    if (isLost()) timer ??= setTimeout(look, GRACE_MS)
  })
  document.addEventListener('focusin', onFocus)
  changes.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
  return () => {
    document.removeEventListener('focusin', onFocus)
    changes.disconnect()
    clearTimeout(timer)
  }
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

function pathOf(target: Element): Above[] {
  const path: Above[] = []
  for (let child = target, parent = target.parentElement; parent; child = parent, parent = parent.parentElement) {
    path.push({ element: parent, index: [...parent.children].indexOf(child) })
  }
  return path
}

/** The row of the same list that took the place of the one that is gone. */
function neighbour(above: readonly Above[]): HTMLElement | null {
  const list = above.find(({ element }) => element.isConnected)
  if (!list?.element.matches('ul, ol')) return null
  const { children } = list.element
  const row = children[Math.min(list.index, children.length - 1)]
  return row?.querySelector<HTMLElement>(STOPS) ?? null
}

function home(above: readonly Above[]): HTMLElement | null {
  const found = above.find(({ element }) => element.isConnected && element.matches(HOMES))
  return found?.element instanceof HTMLElement ? found.element : null
}

/** Gives it the focus, if it can have it; a finger is not shown a keyboard for it. */
function land(one: HTMLElement): boolean {
  if (!one.isConnected || (one.matches(FIELDS) && matchMedia('(pointer: coarse)').matches)) return false
  if (one.matches(HOMES) && !one.hasAttribute('tabindex')) {
    one.tabIndex = -1
    one.addEventListener('blur', () => one.removeAttribute('tabindex'), { once: true })
  }
  one.focus({ preventScroll: true })
  return document.activeElement === one
}

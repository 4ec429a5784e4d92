import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepFocus } from '@/lib/keep-focus'

let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  stop = keepFocus()
})

afterEach(() => {
  stop()
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const at = (selector: string) => {
  const found = document.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`nothing is ${selector}`)
  return found
}

/** Until components have had their time. */
const settled = () => vi.advanceTimersByTimeAsync(100)

async function focused(selector: string): Promise<void> {
  await settled()
  expect(document.activeElement).toBe(at(selector))
}

describe('the focus', () => {
  it('goes to what a pressed button lay in, for as long as it is there', async () => {
    document.body.innerHTML = '<section aria-label="Receipt"><button id="yes">Approve</button></section><button id="next">Next</button>'
    at('#yes').focus()
    at('#yes').remove()
    await focused('section')
    at('#next').focus()
    expect(at('section').hasAttribute('tabindex')).toBe(false)
  })

  it('goes to the row that takes the place of one that is deleted', async () => {
    document.body.innerHTML = '<main><ul><li><button id="a">A</button></li><li><button id="b">B</button></li><li><button id="c">C</button></li></ul></main>'
    at('#b').focus()
    at('li:nth-child(2)').remove()
    await focused('#c')
    at('li:nth-child(2)').remove()
    await focused('#a')
    at('li').remove()
    await focused('main')
  })

  it('goes back to what opened a panel that closes', async () => {
    document.body.innerHTML = '<button id="opener">Open</button><div id="panel"><button id="close">Close</button></div>'
    at('#opener').focus()
    at('#close').focus()
    at('#panel').remove()
    await focused('#opener')
  })

  it('comes back to a button that was out of order for a while', async () => {
    document.body.innerHTML = '<button id="save">Save</button>'
    const save = at('#save') as HTMLButtonElement
    save.focus()
    save.disabled = true
    // What browsers do by themselves when they paint.
    save.blur()
    await settled()
    save.disabled = false
    await focused('#save')
  })

  it('stays away from what was left by a click beside it', async () => {
    document.body.innerHTML = '<button id="one">One</button><p></p>'
    at('#one').focus()
    at('#one').blur()
    at('p').remove()
    await settled()
    expect(document.activeElement).toBe(document.body)
  })
})

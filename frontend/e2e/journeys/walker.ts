import { expect, type Locator, type Page } from '@playwright/test'
import { Person, type SignIn } from '../app.ts'
import type { Hands, Way } from './hands.ts'

/** Somebody who is signed in, and goes through the app in one of the ways. */
export class Walker {
  readonly hands: Hands

  constructor(
    way: Way,
    readonly person: Person,
  ) {
    this.hands = way.hands(person.page)
  }

  static async signIn(signIn: SignIn, way: Way, email: string): Promise<Walker> {
    return new Walker(way, await signIn(email, way.options))
  }

  get page(): Page {
    return this.person.page
  }

  /** To a place of the sidebar, which phones have in a drawer; by keyboard a few letters lead there. */
  async go(place: string): Promise<void> {
    if (this.hands.kind === 'keyboard') {
      await this.page.keyboard.press('Control+k')
      await expect(this.page.getByRole('textbox', { name: /^Where to\?/ })).toBeFocused()
      await this.page.keyboard.type(place)
      await expect(this.page.getByRole('dialog', { name: 'Go to …' }).getByRole('button').first()).toHaveText(place)
      await this.page.keyboard.press('Enter')
    } else {
      const menu = await this.menu()
      await this.hands.press(menu.getByRole('link', { name: place, exact: true }))
    }
    await expect(this.page.getByRole('heading', { name: place, level: 1, exact: true })).toBeVisible()
    await expect(this.page.getByRole('dialog')).toHaveCount(0)
  }

  /** To a page of the account menu. */
  async goByAccount(place: string): Promise<void> {
    const menu = await this.menu()
    await this.hands.press(menu.getByRole('button', { name: /^Account of/ }))
    await this.hands.press(this.page.getByRole('link', { name: place, exact: true }))
    await expect(this.page.getByRole('dialog')).toHaveCount(0)
  }

  /** Says something new, and waits until the answer is finished. */
  async ask(text: string): Promise<Locator> {
    const { composer, replies } = this.person
    if (!(await this.page.getByRole('heading', { name: /Good to see you/ }).isVisible())) await this.go('New conversation')
    await this.hands.write(composer, text)
    if (this.hands.kind === 'keyboard') await this.page.keyboard.press('Enter')
    else await this.hands.press(this.page.getByRole('button', { name: 'Send', exact: true }))
    await expect(replies).toHaveCount(1, { timeout: 45_000 })
    return replies.first()
  }

  private async menu(): Promise<Locator> {
    const menu = this.page.getByLabel('Navigation', { exact: true })
    if (this.hands.kind === 'touch') await this.hands.press(this.page.getByRole('button', { name: 'Open the menu' }))
    return menu
  }
}

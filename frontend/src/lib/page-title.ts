/** The tab's title: what is on screen, behind the number of unread notices. */
let page = ''
let unread = 0

export function setPageTitle(title: string): void {
  page = title
  write()
}

export function setUnread(count: number): void {
  unread = count
  write()
}

function write(): void {
  const name = page === '' ? 'Steward' : `${page} · Steward`
  document.title = unread > 0 ? `(${unread}) ${name}` : name
}

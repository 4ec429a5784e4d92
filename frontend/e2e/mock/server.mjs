// A stand-in for the server, for work on screens alone: `node e2e/mock/server.mjs 4400`.
// It keeps everything in memory, knows two businesses, and answers by keyword. Not used by CI.
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'

const port = Number(process.argv[2] ?? 4400)
const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const logId = randomUUID()
const log = []
const sockets = new Set()
const sessions = new Map()
const tickets = new Map()
const failures = new Map()
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
const iso = (ms = Date.now()) => new Date(ms).toISOString()
const day = 86_400_000

const tenants = {
  pizza: { id: randomUUID(), name: "Mario's Pizza", time_zone: 'Europe/Rome', locale: 'en' },
  oak: { id: randomUUID(), name: 'Oak Street Property', time_zone: 'America/New_York', locale: 'en' },
}
const member = (tenant, name, email, role, title) => ({ id: randomUUID(), tenant, name, email, role, title })
const members = [
  member('pizza', 'Mario', 'mario@pizza.com', 'owner', 'manager'),
  member('pizza', 'Luigi', 'luigi@pizza.com', 'member', 'employee'),
  member('pizza', 'Peach', 'peach@pizza.com', 'member', 'employee'),
  member('oak', 'John', 'john@oakst.com', 'member', 'tenant'),
  member('oak', 'Jane', 'jane@oakst.com', 'member', 'tenant'),
  member('oak', 'Bob', 'bob@oakst.com', 'member', 'tenant'),
]
const [mario, luigi, peach, john] = members
const both = { id: randomUUID(), tenant: 'pizza', name: 'Both', email: 'both@example.com', role: 'member', title: 'temp' }

function makeDocument(tenant, title, paragraphs) {
  const chunks = paragraphs.map((text, ordinal) => ({ id: randomUUID(), ordinal, heading: null, text }))
  return { tenant, id: randomUUID(), title, version: 1, trust: 'trusted', source: 'typed', status: 'ready', chunk_count: chunks.length, embedded_count: chunks.length, updated_at: iso(Date.now() - 3 * day), text: paragraphs.join('\n\n'), chunks }
}
const documents = [
  makeDocument('oak', 'Cleaning schedule', [
    'Cleaning at Oak Street is done by a contractor. The entrance must be free of bicycles and prams on cleaning days.',
    'The lobby and stairs are cleaned every second Tuesday at 9:00, counted from Tuesday 6 January 2026. Residents need not be present.',
    'Windows in the stairwell are cleaned twice a year, on the first Monday of April and of October.',
    'If a common area needs attention between two dates, tell the office; urgent cases are handled within a day.',
  ]),
  makeDocument('oak', 'House rules', ['Quiet hours are from 22:00 to 7:00.', 'Bicycles belong in the cellar, never in the hallway.']),
  makeDocument('oak', 'Waste and recycling', ['Paper is collected on Wednesdays, organic waste on Fridays. Put the bins out after 18:00 the evening before.']),
  makeDocument('pizza', 'Deliveries', ['Deliveries come through the back door. Whoever is on shift checks the cold chain and signs the slip.']),
  makeDocument('pizza', 'Opening hours', ['Open Tuesday to Sunday from 17:00 to 23:00, closed on Mondays.']),
]
const shifts = []
for (let d = 0; d < 14; d += 1) {
  const start = new Date(); start.setUTCHours(8, 0, 0, 0)
  const at = start.getTime() + d * day
  shifts.push({ tenant: 'pizza', id: randomUUID(), member: who(d === 1 ? peach : d % 2 ? luigi : peach), role: 'kitchen', starts_at: iso(at), ends_at: iso(at + 8 * 3600e3) })
  shifts.push({ tenant: 'pizza', id: randomUUID(), member: who(mario), role: 'manager', starts_at: iso(at + 6 * 3600e3), ends_at: iso(at + 14 * 3600e3) })
}
const conversations = []
const messages = []
const turns = new Map()
const notifications = []
const results = new Map()

function who(one) { return { id: one.id, name: one.name } }

function emit(event, resource, audience, extra = {}) {
  const frame = { type: 'event', position: log.length + 1, event, resource, occurred_at: iso(), ...extra }
  log.push({ frame, audience })
  for (const socket of sockets) deliver(socket, { frame, audience })
  return frame.position
}
function deliver(socket, { frame, audience }) {
  const visible = audience.includes(socket.member.id)
  socket.send(JSON.stringify(visible ? frame : { type: 'cursor', position: frame.position }))
}
function delta(memberId, frame) {
  for (const socket of sockets) if (socket.member.id === memberId) socket.send(JSON.stringify({ type: 'delta', ...frame }))
}

async function answer(turn, message, self) {
  const extra = { conversation_id: turn.conversation_id, turn_id: turn.id }
  const resource = { type: 'turn', id: turn.id }
  const step = (event) => { turn.steps.push({ sequence: turn.steps.length + 1, event, occurred_at: iso(), data: {} }); emit(event, resource, [self.id], extra) }
  await sleep(350)
  if (turn.status === 'cancelled') return
  turn.status = message.turn_status = 'running'; turn.started_at = iso(); step('TurnStarted')
  await sleep(500)
  const mine = documents.filter((one) => one.tenant === self.tenant)
  const text = message.text.toLowerCase()
  turn.context = {
    chunks: mine.flatMap((one) => one.chunks.map((chunk, index) => ({ n: index, chunk_id: chunk.id, document_id: one.id, document_version: 1, title: one.title, score: Math.max(0.08, (text.includes('cleaning') && chunk.text.includes('lobby') ? 0.91 : 0.42) - index * 0.07), trusted: true }))).sort((a, b) => b.score - a.score).slice(0, 5),
    shifts: shifts.filter((one) => one.tenant === self.tenant).slice(2, 4).map((one) => ({ ...one, shift_id: one.id, when: 'next' })),
    prompt_version: '1', tainted: false,
  }
  step('ContextRetrieved')
  await sleep(500)
  if (text.includes('fail') && turn.try === 1) { turn.status = message.turn_status = 'failed'; turn.failure = 'model-unavailable'; turn.ended_at = iso(); step('TurnFailed'); return }
  const reply = { id: randomUUID(), conversation_id: turn.conversation_id, role: 'steward', author: null, text: '', citations: [], actions: [], turn_id: turn.id, withheld: 0, position: 0, created_at: iso() }
  let words = "I don't know that. Nothing in the documents or rosters of this business answers it."
  if (text.includes('cleaning')) {
    const source = documents[0]
    words = 'The next cleaning of the lobby and stairs is on Tuesday, 24 November 2026 at 09:00 [1]. You do not need to be there, but please keep the entrance free of bicycles [2].'
    reply.citations = [1, 0].map((index, n) => ({ n: n + 1, chunk_id: source.chunks[index].id, document_id: source.id, document_version: 1, title: source.title, current: n === 0 }))
  } else if (text.includes('delivery') || text.includes('approve')) {
    const waiting = text.includes('approve')
    words = 'Thanks for the heads-up. Your message about the delivery tomorrow at 10:00 concerns whoever is on shift then.'
    const action = { id: randomUUID(), tenant: self.tenant, conversation_id: turn.conversation_id, member: self.id, kind: 'notify_user', tag: randomUUID(), tainted: false, urgency: 'normal', turn_id: turn.id, status: waiting ? 'waiting' : 'performed', summary: waiting ? 'Notify Peach: on shift tomorrow at 10:00.' : 'Notified Peach: on shift Tuesday, 24 November 2026 at 10:00.', text: 'A delivery arrives tomorrow, Tuesday 24 November, at 10:00. Luigi is off work.', recipients: [{ member_id: peach.id, name: 'Peach', reason: 'On shift Tuesday, 24 November 2026, 09:00 to 17:00 (kitchen)' }], requested_at: iso(), performed_at: waiting ? null : iso() }
    reply.actions = [action]
    turn.tools.push({ step: 1, name: 'find_on_shift', arguments: { at: '2026-11-24T10:00' }, output: { on_shift: ['Peach'] } }, { step: 2, name: 'notify_user', arguments: { text: action.text, on_shift_at: '2026-11-24T10:00' }, output: { status: action.status } })
    if (!waiting) notify(self, action, turn)
  } else if (text.includes('list') || text.includes('rules')) {
    words = 'Here is what applies:\n\n- **Quiet hours** are from 22:00 to 7:00\n- Bicycles belong in the cellar\n- Bins go out after `18:00`\n\n| Waste | Day |\n|---|---|\n| Paper | Wednesday |\n| Organic | Friday |\n\nMore at [the city site](https://example.com).'
  }
  const parts = words.match(/\S+\s*/g) ?? []
  for (const [index, part] of parts.entries()) {
    if (turn.status === 'cancelled') return
    delta(self.id, { turn_id: turn.id, conversation_id: turn.conversation_id, generation: 1, index, text: part })
    await sleep(text.includes('slow') ? 400 : 45)
  }
  turn.attempts.push({ step: 1, attempt: 1, model: 'offline-planner', outcome: 'ok', latency_ms: 412, usage: { input_tokens: 812, output_tokens: 64 } })
  step('ModelResponded')
  reply.text = words; reply.created_at = iso()
  turn.status = message.turn_status = 'completed'; turn.ended_at = iso()
  messages.push(reply)
  const conversation = conversations.find((one) => one.id === turn.conversation_id)
  conversation.last_message_at = iso(); conversation.last_message_preview = words.slice(0, 90)
  reply.position = emit('ReplyGiven', { type: 'conversation', id: turn.conversation_id }, [self.id], extra)
  step('TurnCompleted')
}

function notify(self, action, turn) {
  const one = { owner: peach.id, id: randomUUID(), kind: 'message', urgency: 'normal', text: action.text, from: who(self), reason: action.recipients[0].reason, status: 'issued', action_id: action.id, turn_id: turn.id, created_at: iso(), read_at: null }
  notifications.unshift(one)
  emit('NotificationIssued', { type: 'notification', id: one.id }, [peach.id])
}

function problem(response, status, slug, title, extra = {}, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
  response.end(JSON.stringify({ type: `/problems/${slug}`, title, status, detail: title, trace_id: 'mock', ...extra }))
}
function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
function session(response, one) {
  const token = randomUUID(), refresh = randomUUID()
  sessions.set(token, one); sessions.set(refresh, one)
  json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 900, member: { id: one.id, tenant_id: tenants[one.tenant].id, name: one.name, role: one.role, title: one.title } }, { 'set-cookie': `steward_refresh=${refresh}; HttpOnly; SameSite=Strict; Path=/api/v1/auth` })
}

function startTurn(message, self, tryNumber) {
  const turn = { id: randomUUID(), conversation_id: message.conversation_id, message_id: message.id, try: tryNumber, status: 'queued', started_at: null, ended_at: null, context: null, attempts: [], tools: [], steps: [] }
  turns.set(turn.id, turn); message.turn_id = turn.id; message.turn_status = 'queued'
  setTimeout(() => void answer(turn, message, self), 0)
  return turn
}

async function api(request, response, url, body) {
  const path = url.pathname.slice('/api/v1'.length), method = request.method
  const cookie = /steward_refresh=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  if (path === '/demo') return json(response, 200, { enabled: true, accounts: members.map((one) => ({ email: one.email, name: one.name, title: one.title, tenant: tenants[one.tenant].name })) })
  if (path === '/auth/login') {
    const one = [...members, both].find((candidate) => candidate.email === body.email)
    if (!one || body.password !== 'password123') {
      const count = (failures.get(body.email) ?? 0) + 1; failures.set(body.email, count)
      return count > 4 ? problem(response, 429, 'too-many-attempts', 'Too many attempts', {}, { 'retry-after': '27' }) : problem(response, 401, 'bad-credentials', 'E-mail and password do not match')
    }
    if (one === both && !body.tenant_id) return problem(response, 409, 'multiple-tenants', 'Several businesses', { tenants: Object.values(tenants).map(({ id, name }) => ({ id, name })) })
    return session(response, one)
  }
  if (path === '/auth/refresh') { const one = sessions.get(cookie); sessions.delete(cookie); return one ? session(response, one) : problem(response, 401, 'signed-out', 'Signed out') }
  if (path === '/auth/logout') { sessions.delete(cookie); response.writeHead(204, { 'set-cookie': 'steward_refresh=; Max-Age=0; Path=/api/v1/auth' }); return response.end() }
  const self = sessions.get((request.headers.authorization ?? '').slice(7))
  if (!self) return problem(response, 401, 'signed-out', 'Signed out')
  const page = (items) => json(response, 200, { items, next_cursor: null })
  const key = request.headers['idempotency-key']
  if (method === 'POST' && key && results.has(key + path)) return json(response, 200, results.get(key + path))
  const done = (status, result) => { if (key) results.set(key + path, result); json(response, status, result) }
  const [, collection, id, verb] = path.split('/')
  const own = { tenant: self.tenant }
  switch (`${method} ${collection}${id ? '/:id' : ''}${verb ? '/' + verb : ''}`) {
    case 'GET me': return json(response, 200, { ...self, tenant: tenants[self.tenant], model: { name: 'offline-planner', offline: true } })
    case 'GET members': return page(members.filter((one) => one.tenant === own.tenant))
    case 'POST ws/:id': { const ticket = randomUUID(); tickets.set(ticket, self); return json(response, 200, { ticket, expires_in: 30 }) }
    case 'GET conversations': return page(conversations.filter((one) => one.owner === self.id).sort((a, b) => b.last_message_at?.localeCompare(a.last_message_at ?? '') ?? 1))
    case 'POST conversations': {
      const one = { owner: self.id, id: randomUUID(), title: null, created_at: iso(), last_message_at: null, last_message_preview: null, position: 0 }
      conversations.push(one)
      return done(201, { conversation_id: one.id, position: emit('ConversationStarted', { type: 'conversation', id: one.id }, [self.id], { conversation_id: one.id }) })
    }
    case 'GET conversations/:id/messages': {
      if (!conversations.some((one) => one.id === id && one.owner === self.id)) return problem(response, 404, 'not-found', 'Not found')
      return page(messages.filter((one) => one.conversation_id === id))
    }
    case 'POST conversations/:id/messages': {
      const conversation = conversations.find((one) => one.id === id)
      await sleep(250)
      const message = { id: randomUUID(), conversation_id: id, role: 'member', author: who(self), text: body.text, citations: [], actions: [], turn_id: null, turn_status: 'queued', withheld: 0, position: 0, created_at: iso() }
      conversation.title ??= body.text.slice(0, 60); conversation.last_message_at = iso(); conversation.last_message_preview = body.text
      messages.push(message)
      const turn = startTurn(message, self, 1)
      message.position = emit('MessageSent', { type: 'conversation', id }, [self.id], { conversation_id: id, turn_id: turn.id })
      return done(202, { message_id: message.id, turn_id: turn.id, position: message.position })
    }
    case 'GET turns/:id': { const turn = turns.get(id); return turn ? json(response, 200, turn) : problem(response, 404, 'not-found', 'Not found') }
    case 'POST turns/:id/cancel': {
      const turn = turns.get(id); turn.status = 'cancelled'; turn.ended_at = iso()
      messages.find((one) => one.id === turn.message_id).turn_status = 'cancelled'
      return done(202, { turn_id: id, position: emit('TurnCancelled', { type: 'turn', id }, [self.id], { conversation_id: turn.conversation_id, turn_id: id }) })
    }
    case 'POST turns/:id/retry': {
      const old = turns.get(id), message = messages.find((one) => one.id === old.message_id)
      const turn = startTurn(message, self, old.try + 1)
      return done(202, { turn_id: turn.id, position: emit('MessageSent', { type: 'conversation', id: old.conversation_id }, [self.id], { conversation_id: old.conversation_id }) })
    }
    case 'GET notifications': { const items = notifications.filter((one) => one.owner === self.id); return json(response, 200, { items, next_cursor: null, unread: items.filter((one) => one.status === 'issued').length }) }
    case 'POST notifications/:id/read':
    case 'POST notifications/:id/acknowledge': {
      const one = notifications.find((candidate) => candidate.id === id)
      one.status = verb === 'read' ? 'read' : 'acknowledged'; one.read_at = iso()
      await sleep(150)
      return done(200, { id, position: emit('NotificationRead', { type: 'notification', id }, [self.id]) })
    }
    case 'POST actions/:id/approve':
    case 'POST actions/:id/reject': {
      const action = messages.flatMap((one) => one.actions).find((one) => one.id === id)
      await sleep(300)
      action.status = verb === 'approve' ? 'performed' : 'rejected'
      if (verb === 'approve') { action.performed_at = iso(); action.summary = 'Notified Peach: on shift Tuesday, 24 November 2026 at 10:00.'; notify(self, action, { id: null }) }
      return done(200, { id, position: emit('ActionPerformed', { type: 'action', id }, [self.id], { conversation_id: action.conversation_id }) })
    }
    case 'GET documents': return page(documents.filter((one) => one.tenant === own.tenant))
    case 'GET documents/:id': { const one = documents.find((candidate) => candidate.id === id && candidate.tenant === self.tenant); return one ? json(response, 200, one) : problem(response, 404, 'not-found', 'Not found') }
    case 'POST documents': { const one = makeDocument(self.tenant, body.title, body.text.split(/\n\n+/)); documents.push(one); return done(201, { document_id: one.id, position: emit('DocumentAdded', { type: 'document', id: one.id }, members.map((m) => m.id)) }) }
    case 'GET shifts': return page(shifts.filter((one) => one.tenant === own.tenant))
    default: return problem(response, 404, 'not-found', 'Not found')
  }
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock')
  if (url.pathname === '/readyz') return json(response, 200, {})
  if (url.pathname === '/mock/drop') { for (const socket of sockets) socket.terminate(); return json(response, 200, {}) }
  if (url.pathname.startsWith('/api/v1')) {
    let text = ''
    for await (const part of request) text += part
    try { await api(request, response, url, text ? JSON.parse(text) : {}) } catch (error) { console.error(error); problem(response, 500, 'internal', 'Internal error') }
    return undefined
  }
  const file = join(dist, normalize(url.pathname))
  const asset = extname(url.pathname) ? await readFile(file).catch(() => undefined) : undefined
  const content = asset ?? (await readFile(join(dist, 'index.html')))
  response.writeHead(200, { 'content-type': types[asset ? extname(file) : '.html'] ?? 'application/octet-stream', 'content-security-policy': policy })
  return response.end(content)
})
const wss = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url, 'http://mock')
  const self = tickets.get(url.searchParams.get('ticket'))
  tickets.delete(url.searchParams.get('ticket'))
  if (!self) return socket.destroy()
  wss.handleUpgrade(request, socket, head, (ws) => {
    ws.member = self
    ws.send(JSON.stringify({ type: 'welcome', log_id: logId, position: log.length }))
    const from = url.searchParams.get('position')
    if (from !== null) for (const entry of log.slice(Number(from))) deliver(ws, entry)
    sockets.add(ws)
    ws.on('message', (data) => { if (String(data).includes('ping')) ws.send('{"type":"pong"}') })
    ws.on('close', () => sockets.delete(ws))
  })
  return undefined
})
server.listen(port, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${port}`))

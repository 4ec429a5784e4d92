import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plainText } from '@/lib/plain-text'
import type { Row } from '../api/timeline'

/** Speaks each answer once, when it is finished; what was there before the screen opened stays silent. */
export function Announcer({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const [spoken, setSpoken] = useState('')
  const known = useRef<Set<string>>(undefined)

  useEffect(() => {
    const replies = rows.flatMap((row) => (row.kind === 'answer' ? [row.message] : []))
    if (known.current === undefined) {
      known.current = new Set(replies.map((one) => one.id))
      return
    }
    const seen = known.current
    const fresh = replies.filter((one) => !seen.has(one.id))
    if (fresh.length === 0) return
    for (const one of fresh) seen.add(one.id)
    const words = fresh.map((one) => [plainText(one.text ?? t('app.erased')), ...one.actions.map((action) => action.summary)].join(' '))
    setSpoken(t('chat.answered', { text: words.join(' ') }))
  }, [rows, t])

  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {spoken}
    </div>
  )
}

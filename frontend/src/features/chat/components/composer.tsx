import { ActionIcon } from '@mantine/core'
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/me'
import { readDraft, writeDraft } from '@/lib/drafts'
import classes from './composer.module.css'

const LONGEST = 16_000

interface Props {
  /** Whose draft this is: a conversation's id, or `new`. */
  place: string
  onSend: (text: string) => void
  onStop?: () => void
  answering?: boolean
  stopping?: boolean
  busy?: boolean
  /** Words to be changed and sent: each new object puts its text into the field. */
  proposed?: { text: string } | undefined
  /** What the up arrow brings back into an empty field. */
  lastSaid?: string | undefined
  /** Leaves the words in place, for a send that may fail as a whole. */
  keepText?: boolean
}

export function Composer({ place, onSend, onStop, answering = false, stopping = false, busy = false, proposed, lastSaid, keepText }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const [text, setText] = useState(() => readDraft(me.id, place))
  const field = useRef<HTMLTextAreaElement>(null)
  const hint = useId()
  const surplus = text.length - LONGEST
  const sendable = text.trim() !== '' && surplus <= 0 && !busy

  function change(next: string) {
    setText(next)
    writeDraft(me.id, place, next)
  }

  function send() {
    if (!sendable) return
    onSend(text.trim())
    if (!keepText) change('')
    field.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && answering) {
      onStop?.()
    } else if (event.key === 'ArrowUp' && text === '' && lastSaid !== undefined) {
      event.preventDefault()
      change(lastSaid)
    }
  }

  const [taken, setTaken] = useState(proposed)
  if (proposed !== taken) {
    setTaken(proposed)
    if (proposed) setText(proposed.text)
  }
  useEffect(() => {
    if (!proposed) return
    writeDraft(me.id, place, proposed.text)
    field.current?.focus()
  }, [proposed, me.id, place])

  useEffect(() => {
    // On phones the keyboard would cover half of the conversation.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [place])

  return (
    <div className={classes.dock}>
      <form
        className={classes.composer}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <div className={classes.grow} data-text={`${text} `}>
          <textarea
            ref={field}
            className={classes.input}
            rows={1}
            value={text}
            placeholder={t('chat.placeholder')}
            aria-label={t('chat.placeholder')}
            aria-describedby={hint}
            onChange={(event) => change(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        {answering && onStop && (
          <ActionIcon
            type="button"
            className={classes.button}
            size={38}
            radius="xl"
            variant="light"
            color="gray"
            loading={stopping}
            aria-label={t('chat.stop')}
            onClick={onStop}
          >
            <IconPlayerStopFilled size={16} />
          </ActionIcon>
        )}
        <ActionIcon
          type="submit"
          className={classes.button}
          size={38}
          radius="xl"
          disabled={!sendable}
          loading={busy}
          aria-label={t('chat.send')}
        >
          <IconArrowUp size={20} stroke={2.2} />
        </ActionIcon>
      </form>
      <p id={hint} className={classes.hint} role={surplus > 0 ? 'alert' : undefined}>
        {surplus > 0 ? t('chat.tooLong', { count: surplus }) : answering ? t('chat.moreSoon') : t('chat.hint')}
      </p>
    </div>
  )
}

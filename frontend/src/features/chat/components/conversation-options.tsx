import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { useKeeping } from '../api/use-keeping'
import classes from './conversation-options.module.css'

interface Props {
  conversationId: string
  title: string | undefined
  archived: boolean
}

/** What can be done with a conversation as a whole: a name of one's own, and putting it away. */
export function ConversationOptions({ conversationId, title, archived }: Props) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <Popover position="bottom-end" width={320} shadow="md" radius="lg" trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t('conversations.options')}
          onClick={() => setOpened(!opened)}
        >
          <IconDots size={20} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Options
          conversationId={conversationId}
          title={title}
          archived={archived}
          onDone={() => setOpened(false)}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function Options({ conversationId, title, archived, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(title ?? '')
  const keep = useKeeping(conversationId)
  return (
    <form
      className={classes.options}
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate({ deed: 'rename', title: name.trim() }, { onSuccess: onDone })
      }}
    >
      <TextInput
        label={t('conversations.name')}
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {keep.isError && <Notice tone="danger">{keep.error.message}</Notice>}
      <Button type="submit" loading={keep.isPending} disabled={name.trim() === '' || name.trim() === title}>
        {t('conversations.rename')}
      </Button>
      <Button
        variant="default"
        disabled={keep.isPending}
        leftSection={archived ? <IconArchiveOff size={17} stroke={1.7} /> : <IconArchive size={17} stroke={1.7} />}
        onClick={() => keep.mutate({ deed: archived ? 'restore' : 'archive' }, { onSuccess: onDone })}
      >
        {t(archived ? 'conversations.restore' : 'conversations.archive')}
      </Button>
      {!archived && <p className={classes.hint}>{t('conversations.archiveHint')}</p>}
    </form>
  )
}

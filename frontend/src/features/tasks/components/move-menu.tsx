import { ActionIcon, Popover } from '@mantine/core'
import { IconCheck, IconDots, IconRotate, IconUserOff } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Task } from '@/api/types'
import { Face } from '@/components/face'
import { personName } from '@/lib/person-name'
import type { Wish } from '../columns'
import classes from './move-menu.module.css'

interface Props {
  task: Task
  title: string
  members: readonly Member[]
  busy: boolean
  onWish: (wish: Wish) => void
}

/** Where a task can go, for those who do not drag. */
export function MoveMenu({ task, title, members, busy, onWish }: Props) {
  const { t } = useTranslation('work')
  const { t: app } = useTranslation()
  const [opened, setOpened] = useState(false)
  const { assignee } = task
  const open = task.status === 'open'
  const choice = (key: string, icon: ReactNode, words: string, wish: Wish) => (
    <li key={key}>
      <button
        type="button"
        className={classes.choice}
        onClick={() => {
          setOpened(false)
          onWish(wish)
        }}
      >
        {icon}
        {words}
      </button>
    </li>
  )
  return (
    <Popover position="bottom-end" shadow="md" radius="md" width={220} trapFocus returnFocus opened={opened && !busy} onChange={setOpened}>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          data-still
          data-menu={task.id}
          aria-label={t('board.menu', { title })}
          aria-disabled={busy || undefined}
          onClick={() => setOpened(!opened && !busy)}
        >
          <IconDots size={18} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} data-still>
        {open ? (
          <>
            <ul className={classes.choices}>
              {choice('done', <IconCheck size={18} aria-hidden />, t('board.toDone'), { done: true, assignee })}
            </ul>
            <p className={classes.label} id={`give-${task.id}`}>{t('board.giveTo')}</p>
            <ul className={classes.choices} aria-labelledby={`give-${task.id}`}>
              {members
                .filter(({ id }) => id !== assignee?.id)
                .map(({ id, name }) =>
                  choice(id, <Face name={personName(name, app)} size={18} />, personName(name, app), { done: false, assignee: { id, name } }),
                )}
              {assignee && choice('nobody', <IconUserOff size={18} aria-hidden />, app('tasks.nobody'), { done: false, assignee: null })}
            </ul>
          </>
        ) : (
          <ul className={classes.choices}>
            {choice('open', <IconRotate size={18} aria-hidden />, t('board.toOpen'), { done: false, assignee })}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

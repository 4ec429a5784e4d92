import '@mantine/spotlight/styles.css'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { IconMessage, IconPlus, IconSearch } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationsQuery } from '@/api/conversations'
import { usePlaces } from './use-places'

/** Where to go, by a few letters: places and conversations. Opens whenever `asked` grows. */
export default function Palette({ asked }: { asked: number }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { daily, others } = usePlaces()
  const conversations = useInfiniteQuery(conversationsQuery(false)).data ?? []
  useEffect(() => spotlight.open(), [asked])

  // Operators have the log among their daily places too.
  const all = [...daily, ...others.filter((one) => !daily.some((other) => other.to === one.to))]
  const places = all.map(({ to, label, icon: Icon }) => ({
    id: to,
    label,
    leftSection: <Icon size={19} stroke={1.7} aria-hidden />,
    onClick: () => void navigate({ to }),
  }))
  const fresh = {
    id: 'new',
    label: t('conversations.new'),
    leftSection: <IconPlus size={19} stroke={1.7} aria-hidden />,
    onClick: () => void navigate({ to: '/' }),
  }
  const talks = conversations.map((one) => ({
    id: one.id,
    label: one.title ?? t('conversations.untitled'),
    leftSection: <IconMessage size={19} stroke={1.7} aria-hidden />,
    onClick: () => void navigate({ to: '/c/$conversationId', params: { conversationId: one.id }, search: {} }),
  }))

  return (
    <Spotlight
      actions={[
        { group: t('shell.goTo'), actions: [fresh, ...places] },
        { group: t('conversations.title'), actions: talks },
      ]}
      shortcut={null}
      // Locking needs a style of its own, which the page's policy forbids.
      lockScroll={false}
      attributes={{ content: { 'aria-label': t('shell.palette') } }}
      limit={30}
      highlightQuery
      scrollable
      maxHeight={420}
      // What scrolls can be reached by keyboard.
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound={t('shell.paletteNothing')}
      searchProps={{
        leftSection: <IconSearch size={19} stroke={1.7} aria-hidden />,
        placeholder: t('shell.paletteHint'),
        'aria-label': t('shell.paletteHint'),
      }}
    />
  )
}

import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Notice } from './notice'

interface Props {
  text: string
  query: { isError: boolean; isFetching: boolean; refetch: () => unknown }
}

/** What could not be loaded, and trying again; nothing while all is well. */
export function LoadFailure({ text, query }: Props) {
  const { t } = useTranslation()
  if (!query.isError) return null
  const again = (
    <Button size="compact-sm" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
      {t('app.retry')}
    </Button>
  )
  return (
    <Notice tone="danger" action={again}>
      {text}
    </Notice>
  )
}

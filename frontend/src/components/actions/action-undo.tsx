import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/api/types'
import { Notice } from '@/components/notice'
import { useDecide } from '@/api/decide'

/** Takes back what was done, as far as it can be. */
export function ActionUndo({ action }: { action: Action }) {
  const { t } = useTranslation()
  const decide = useDecide(action)
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconArrowBackUp size={14} stroke={2} aria-hidden />}
        loading={decide.isPending}
        disabled={decide.isSuccess}
        onClick={() => decide.mutate('undo')}
      >
        {t('actions.undo')}
      </Button>
      {decide.isError && <Notice tone="danger">{t('actions.decideFailed', { detail: decide.error.message })}</Notice>}
    </>
  )
}

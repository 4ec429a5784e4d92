import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Notice } from './notice'
import classes from './stale-notice.module.css'

interface Props {
  /** What others changed, and what both did, in words. */
  theirs: readonly string[]
  clashes: readonly string[]
  onMerge: () => void
  onTake: () => void
}

/** Others saved while somebody was still typing: nothing is lost, and they say how to go on. */
export function StaleNotice({ theirs, clashes, onMerge, onTake }: Props) {
  const { t, i18n } = useTranslation('owner')
  const list = (words: readonly string[]) => new Intl.ListFormat(i18n.language).format(words)
  return (
    <Notice tone="warn">
      {t('settings.stale.title', { fields: list(theirs) })} {t('settings.stale.kept')}
      {clashes.length > 0 && ` ${t('settings.stale.clash', { fields: list(clashes) })}`}
      <span className={classes.buttons}>
        <Button size="compact-sm" onClick={onMerge}>
          {t('settings.stale.merge')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onTake}>
          {t('settings.stale.take')}
        </Button>
      </span>
    </Notice>
  )
}

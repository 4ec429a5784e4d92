import { IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSuggestions } from '../api/use-suggestions'
import classes from './suggested-prompts.module.css'

interface Props {
  disabled: boolean
  onChoose: (text: string) => void
}

export function SuggestedPrompts({ disabled, onChoose }: Props) {
  const { t } = useTranslation()
  const prompts = useSuggestions()
  return (
    <ul className={classes.list} aria-label={t('chat.suggestions')}>
      {prompts.map((prompt) => (
        <li key={prompt}>
          <button className={classes.prompt} type="button" disabled={disabled} onClick={() => onChoose(prompt)}>
            <span>{prompt}</span>
            <IconArrowUpRight size={17} stroke={1.7} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}

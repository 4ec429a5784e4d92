import { IconSearch, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './search-field.module.css'

interface Props {
  value: string
  label: string
  onChange: (value: string) => void
}

export function SearchField({ value, label, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes.field} role="search">
      <IconSearch size={16} stroke={1.8} aria-hidden />
      <input
        className={classes.input}
        type="search"
        value={value}
        aria-label={label}
        placeholder={label}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation()
            onChange('')
          }
        }}
      />
      {value !== '' && (
        <button className={classes.clear} type="button" aria-label={t('app.close')} onClick={() => onChange('')}>
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}

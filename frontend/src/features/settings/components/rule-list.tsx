import { ActionIcon, Button, Textarea } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { moved, MOST_RULES } from '../rules'
import classes from './settings.module.css'

interface Props {
  rules: readonly string[]
  readOnly: boolean
  onChange: (rules: string[]) => void
}

/** The rules of the house, one field each: written, removed and put in order, by keyboard too. */
export function RuleList({ rules, readOnly, onChange }: Props) {
  const { t } = useTranslation('owner')
  const list = useRef<HTMLOListElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  const next = useRef<() => void>(undefined)
  // The focus follows what was done, once it is drawn.
  useEffect(() => {
    next.current?.()
    next.current = undefined
  })
  const field = (index: number) => list.current?.querySelectorAll('textarea')[index]
  const button = (index: number, name: string) =>
    list.current?.children[index]?.querySelector<HTMLButtonElement>(`[data-move=${name}]:not(:disabled)`)

  function move(index: number, by: -1 | 1) {
    const name = by < 0 ? 'up' : 'down'
    next.current = () => (button(index + by, name) ?? button(index + by, by < 0 ? 'down' : 'up'))?.focus()
    onChange(moved(rules, index, by))
  }

  function remove(index: number) {
    next.current = () => (field(Math.min(index, rules.length - 2)) ?? add.current)?.focus()
    onChange(rules.filter((_, at) => at !== index))
  }

  function append() {
    next.current = () => field(rules.length)?.focus()
    onChange([...rules, ''])
  }

  return (
    <>
      {rules.length === 0 && <p className={classes.hint}>{t('settings.agent.noRules')}</p>}
      <ol ref={list} className={classes.rules}>
        {rules.map((rule, index) => (
          <li key={index} className={classes.rule}>
            <Textarea
              className={classes.ruleText}
              aria-label={t('settings.agent.rule', { n: index + 1 })}
              placeholder={t('settings.agent.ruleExample')}
              value={rule}
              rows={1}
              maxLength={500}
              readOnly={readOnly}
              onChange={(event) => onChange(rules.map((one, at) => (at === index ? event.currentTarget.value : one)))}
            />
            {!readOnly && (
              <>
                <ActionIcon variant="subtle" color="gray" size={36} data-move="up" disabled={index === 0} aria-label={t('settings.agent.up', { n: index + 1 })} onClick={() => move(index, -1)}>
                  <IconArrowUp size={17} stroke={1.7} />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" size={36} data-move="down" disabled={index === rules.length - 1} aria-label={t('settings.agent.down', { n: index + 1 })} onClick={() => move(index, 1)}>
                  <IconArrowDown size={17} stroke={1.7} />
                </ActionIcon>
                <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('settings.agent.removeRule', { n: index + 1 })} onClick={() => remove(index)}>
                  <IconTrash size={17} stroke={1.7} />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <div>
          <Button ref={add} variant="default" size="sm" leftSection={<IconPlus size={16} stroke={2} />} disabled={rules.length >= MOST_RULES} onClick={append}>
            {t('settings.agent.addRule')}
          </Button>
          {rules.length >= MOST_RULES && <p className={classes.hint}>{t('settings.agent.tooMany')}</p>}
        </div>
      )}
    </>
  )
}

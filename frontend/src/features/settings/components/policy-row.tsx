import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CHOICES, differing, ROLES, withPolicy, withRolePolicy, type AllPolicies } from '../policies'
import { useKindWords } from '../use-kind-words'
import classes from './settings.module.css'

interface Props {
  kind: string
  all: AllPolicies
  readOnly: boolean
  onChange: (all: AllPolicies) => void
}

/** One kind of action: what holds for everybody, and for whom it is otherwise. */
export function PolicyRow({ kind, all, readOnly, onChange }: Props) {
  const { t } = useTranslation('owner')
  const words = useKindWords(kind)
  const id = useId()
  const others = differing(all, kind)
  const [open, setOpen] = useState(others.length > 0)
  const general = CHOICES.find((one) => one === all.policies[kind]) ?? 'allow'
  const Chevron = open ? IconChevronUp : IconChevronDown
  return (
    <article className={classes.kind} aria-labelledby={`${id}name`}>
      <div className={classes.kindLine}>
        <div className={classes.kindWords}>
          <h2 id={`${id}name`} className={classes.kindName}>{words.name}</h2>
          {words.text && <p className={classes.hint}>{words.text}</p>}
        </div>
        <SegmentedControl
          className={classes.choice}
          fullWidth
          aria-label={`${t('settings.policies.everybody')}: ${words.name}`}
          data={CHOICES.map((value) => ({ value, label: t(`settings.policies.${value}`) }))}
          value={general}
          readOnly={readOnly}
          disabled={readOnly}
          onChange={(value) => onChange(withPolicy(all, kind, CHOICES.find((one) => one === value) ?? general))}
        />
      </div>
      <Button
        className={classes.more}
        variant="subtle"
        color="gray"
        size="compact-sm"
        rightSection={<Chevron size={15} stroke={1.8} />}
        aria-label={t('settings.policies.byRoleOf', { kind: words.name })}
        aria-expanded={open}
        aria-controls={`${id}roles`}
        onClick={() => setOpen(!open)}
      >
        {t('settings.policies.byRole')}
        {others.length > 0 && ` · ${t('settings.policies.differs', { count: others.length })}`}
      </Button>
      <div id={`${id}roles`} hidden={!open}>
        {general === 'deny' && <p className={classes.hint}>{t('settings.policies.denied')}</p>}
        <div className={classes.byRole}>
          {ROLES.map((role) => (
            <NativeSelect
              key={role}
              label={<RoleLabel role={t(`settings.policies.roles.${role}`)} kind={words.name} />}
              value={all.by_role[role]?.[kind] ?? ''}
              disabled={readOnly || general === 'deny'}
              data={[
                { value: '', label: t('settings.policies.same') },
                ...CHOICES.map((value) => ({ value, label: t(`settings.policies.${value}`) })),
              ]}
              onChange={(event) =>
                onChange(withRolePolicy(all, role, kind, CHOICES.find((one) => one === event.currentTarget.value)))
              }
            />
          ))}
        </div>
      </div>
    </article>
  )
}

/** Seen is the role; read out is what it is about, too. */
function RoleLabel({ role, kind }: { role: string; kind: string }) {
  return (
    <>
      {role}
      <span className="visually-hidden">: {kind}</span>
    </>
  )
}

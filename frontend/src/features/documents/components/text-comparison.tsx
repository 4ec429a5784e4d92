import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/notice'
import { compare, sumOf, type Block, type Line } from '../compare'
import classes from './comparison.module.css'

/** As many lines that both have are shown beside what differs. */
const NEAR = 3

/** What became of a text, line by line. It is loaded when two versions are compared. */
export default function TextComparison({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('owner')
  const blocks = useMemo(() => compare(before, after), [before, after])
  if (blocks === undefined) return <Notice tone="warn">{t('document.tooDifferent')}</Notice>
  const { added, removed } = sumOf(blocks)
  if (added + removed === 0) return <p className={classes.sum} role="status">{t('document.sameText')}</p>
  return (
    <>
      <p className={classes.sum} role="status">
        {t('document.removed', { count: removed })} {t('document.added', { count: added })}
      </p>
      <div className={classes.lines} role="region" aria-label={t('document.differences')} tabIndex={0}>
        {blocks.map((block, index) => (
          <Stretch key={index} block={block} first={index === 0} last={index === blocks.length - 1} />
        ))}
      </div>
    </>
  )
}

/** Lines in a row; where both versions have many, those in the middle are folded. */
function Stretch({ block, first, last }: { block: Block; first: boolean; last: boolean }) {
  const { t } = useTranslation('owner')
  const [open, setOpen] = useState(false)
  const { lines, same } = block
  const [head, tail] = [first ? 0 : NEAR, last ? 0 : NEAR]
  const hidden = lines.length - head - tail
  if (!same || open || hidden <= NEAR) return lines.map((line, index) => <TextLine key={index} line={line} />)
  return (
    <>
      {lines.slice(0, head).map((line, index) => <TextLine key={index} line={line} />)}
      <Button className={classes.fold} variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
        {t('document.unchanged', { count: hidden })}
      </Button>
      {lines.slice(lines.length - tail).map((line, index) => <TextLine key={index} line={line} />)}
    </>
  )
}

const MARKS = { same: '', removed: '−', added: '+' } as const

function TextLine({ line }: { line: Line }) {
  const { t } = useTranslation('owner')
  const { kind, parts } = line
  const Tag = kind === 'removed' ? 'del' : kind === 'added' ? 'ins' : 'span'
  return (
    <div className={classes.line} data-kind={kind}>
      <span className={classes.mark} aria-hidden>{MARKS[kind]}</span>
      {kind !== 'same' && <span className="visually-hidden">{t(`document.line.${kind}`)} </span>}
      <Tag className={classes.words}>
        {parts.map((part, index) => (part.changed ? <strong key={index}>{part.text}</strong> : part.text))}
      </Tag>
    </div>
  )
}

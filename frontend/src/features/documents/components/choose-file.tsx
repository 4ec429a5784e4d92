import { Button, FileButton, type ButtonProps } from '@mantine/core'
import { KINDS } from './kinds'

interface Props extends ButtonProps {
  label: string
  onChoose: (file: File) => void
}

const ACCEPT = Object.entries(KINDS).flat(2).join(',')

/** A button that opens the file dialog for one file. */
export function ChooseFile({ label, onChoose, ...look }: Props) {
  return (
    <FileButton accept={ACCEPT} onChange={(file) => file && onChoose(file)} inputProps={{ 'aria-label': label }}>
      {(props) => (
        <Button {...props} {...look}>
          {label}
        </Button>
      )}
    </FileButton>
  )
}

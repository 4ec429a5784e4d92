import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The zone that this browser is in. */
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone
const ZONES = Intl.supportedValuesOf('timeZone')

interface Props extends Pick<SelectProps, 'description' | 'readOnly' | 'size'> {
  label: string
  value: string
  onChange: (zone: string) => void
}

/** One of the world's time zones, found by typing a part of its name. */
export function ZoneSelect({ value, onChange, ...props }: Props) {
  const { t } = useTranslation()
  // A server may know a zone by a name that this browser does not list.
  const zones = [...new Set([HERE, value, ...ZONES])].sort()
  return (
    <Select
      {...props}
      data={zones.map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      nothingFoundMessage={t('register.zoneNone')}
      allowDeselect={false}
      // What is typed replaces the zone that stands there.
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.currentTarget.select()}
      searchable
      // Some four hundred: they are not drawn again with every letter that is typed elsewhere.
      comboboxProps={{ keepMounted: false }}
    />
  )
}

/** "22:00" of "22:00:00", and back, as a field for times has it. */
export const toField = (time: string) => time.slice(0, 5)
export const fromField = (time: string) => (time === '' ? '' : `${time}:00`)

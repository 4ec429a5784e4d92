/** "3 kB", "1.2 MB": as people read it, in steps of 1000, in their language. */
export function fileSize(bytes: number, language: string): string {
  const [unit, size] = bytes < 1_000 ? ['byte', 1] as const : bytes < 1_000_000 ? ['kilobyte', 1_000] as const : ['megabyte', 1_000_000] as const
  const format = { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: bytes < 10_000_000 ? 1 : 0 } as const
  return (bytes / size).toLocaleString(language, format)
}

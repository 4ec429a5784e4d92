import classes from './care.module.css'

const WIDTH = 120
const HEIGHT = 28

/** How something went lately, as a line; the figure beside it says how it is. */
export function Trend({ values }: { values: readonly number[] }) {
  // One sample alone is a line too.
  const seen = values.length === 1 ? [...values, ...values] : values
  const most = Math.max(1, ...seen)
  const step = WIDTH / Math.max(1, seen.length - 1)
  const points = seen.map((value, index) => `${round(index * step)},${round(HEIGHT - 2 - (value / most) * (HEIGHT - 4))}`)
  return (
    <svg className={classes.trend} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} preserveAspectRatio="none" aria-hidden>
      <polyline points={points.join(' ')} />
    </svg>
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

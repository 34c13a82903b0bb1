/** What the examples on earthquakes share: a line of examples/data/earthquakes.jsonl. */
export interface Quake {
  /** When, in ms since 1970. */
  readonly time: number
  readonly magnitude: number
  /** `37km NNE of Amboy, Washington`. */
  readonly place: string
}

/** Regions that the data calls by two names. */
const NAMES: Readonly<Record<string, string>> = { CA: 'California', MX: 'Mexico', NV: 'Nevada' }

export const parseQuake = (line: string): Quake => JSON.parse(line)

/** `37km NNE of Amboy, Washington` is in `Washington`. */
export function regionOf({ place }: Quake): string {
  const region = place.split(', ').at(-1) ?? ''
  return NAMES[region] ?? region
}

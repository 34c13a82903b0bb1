/** The job by hand: counts of views by window and campaign, with strings as one would write it. */
export type Counts = Map<number, Map<string, number>>

export function count(lines: readonly string[], campaigns: ReadonlyMap<string, string>, windows: Counts): void {
  for (const line of lines) {
    const event = JSON.parse(line)
    if (event.event_type !== 'view') continue
    add(windows, Math.floor(Number(event.event_time) / 10_000), campaigns.get(event.ad_id) as string)
  }
}

export function add(windows: Counts, window: number, campaign: string): void {
  let counts = windows.get(window)
  if (counts === undefined) {
    counts = new Map()
    windows.set(window, counts)
  }
  counts.set(campaign, (counts.get(campaign) ?? 0) + 1)
}

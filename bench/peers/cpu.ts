import { readdirSync, readFileSync } from 'node:fs'

/** CPU seconds of a process and all that it started, those that have ended and were waited for among them. */
export function cpuSeconds(root: number): number {
  const children = new Map<number, number[]>()
  const ticks = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const stat = statOf(pid)
    if (stat === undefined) continue
    ticks.set(pid, stat.ticks)
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid])
  }
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + below(child), ticks.get(pid) ?? 0)
  return below(root) / TICKS_A_SECOND
}

/** USER_HZ of Linux, which is 100 on every machine that Node runs on. */
const TICKS_A_SECOND = 100

/** Fields of /proc/pid/stat; the second, the name in brackets, may hold anything. */
function statOf(pid: number): { parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [utime, stime, ended, endedSystem] = fields.slice(11, 15).map(Number)
    return {
      parent: Number(fields[1]),
      ticks: (utime ?? 0) + (stime ?? 0) + (ended ?? 0) + (endedSystem ?? 0),
    }
  } catch {
    return undefined // it ended meanwhile
  }
}

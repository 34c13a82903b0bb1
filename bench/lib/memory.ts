import { readdirSync, readFileSync } from 'node:fs'

/** Resident memory in MB of a process and all that it started. Pages that they share are counted for each. */
export function residentMegabytes(root: number): number {
  const children = new Map<number, number[]>()
  const resident = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const status = Number.isInteger(pid) ? statusOf(pid) : undefined
    if (status === undefined) continue
    resident.set(pid, status.kilobytes)
    children.set(status.parent, [...(children.get(status.parent) ?? []), pid])
  }
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + below(child), resident.get(pid) ?? 0)
  return below(root) / 1024
}

function statusOf(pid: number): { parent: number; kilobytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1')
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
    return { parent: field('PPid'), kilobytes: field('VmRSS') }
  } catch {
    return undefined // it ended meanwhile
  }
}

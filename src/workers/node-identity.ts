import { hostname } from 'node:os'
import type { ProcessIdentity } from '../kernel/processes.ts'
import { nodeFiles } from '../storage/node-files.ts'
import { codeOf } from '../storage/system-error.ts'

/** This process, by what Linux tells of it; elsewhere by its number alone. */
export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  host: hostname(),
  boot: textOf('/proc/sys/kernel/random/boot_id'),
  started: startOf(process.pid),
})

export function isRunningHere({ pid, host, boot, started }: ProcessIdentity): boolean {
  const own = ownIdentity()
  if (host !== own.host || boot !== own.boot || pid <= 0) return false
  return isAlive(pid) && startOf(pid) === started
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It belongs to somebody else.
    return codeOf(error) === 'EPERM'
  }
}

/**
 * When a process was started, in ticks since the start of the machine: field 22, behind the name, which may hold anything.
 * Empty for one that has ended and only waits for its parent to ask how, which some never do.
 */
function startOf(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? '' : (fields[19] ?? '')
}

function textOf(path: string): string {
  try {
    const file = nodeFiles.open(path)
    try {
      const bytes = Buffer.alloc(4096)
      return bytes.toString('utf8', 0, file.read(bytes, 0)).trim()
    } finally {
      file.close()
    }
  } catch {
    return ''
  }
}

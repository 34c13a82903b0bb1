import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Processes, ProcessIdentity } from '../../kernel/processes.ts'

/**
 * Folders that last no longer than the process that made them, whose identity is their name:
 *
 *     <prefix>,<pid>,<started>,<boot>,<host>,<six letters>
 */
const PREFIX = 'millstream-state'
const living = new Set<string>()
let watches = false

/** Make one, with all folders above it, and begin to remove those of processes that are gone. */
export function makeProcessFolder(processes: Processes, under = tmpdir()): string {
  mkdirSync(under, { recursive: true })
  const self = processes.self()
  // Mode 0700, whatever the umask.
  const folder = mkdtempSync(join(under, `${nameOf(self)},`))
  living.add(folder)
  if (!watches) process.on('exit', removeAll)
  watches = true
  removeStale(processes, self, under)
  return folder
}

export async function removeProcessFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  living.delete(folder)
}

/** Also when the process ends by an error that nobody caught, but not by a signal. */
function removeAll(): void {
  for (const folder of living)
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // The next process finds it.
    }
}

/** Of other machines, which may share the disk, nothing is known. What belongs to other users cannot be removed, and stays. */
function removeStale(processes: Processes, self: ProcessIdentity, under: string): void {
  for (const name of readdirSync(under)) {
    const owner = ownerOf(name)
    if (owner === undefined || owner.host !== self.host || processes.isRunning(owner)) continue
    rm(join(under, name), { recursive: true, force: true }).catch(() => {})
  }
}

const nameOf = ({ pid, started, boot, host }: ProcessIdentity): string =>
  [PREFIX, pid, ...[started, boot, host].map(encodeURIComponent)].join(',')

function ownerOf(name: string): ProcessIdentity | undefined {
  const [prefix, pid, ...rest] = name.split(',')
  const [started, boot, host, letters] = rest
  if (prefix !== PREFIX || letters === undefined || rest.length > 4) return undefined
  const decoded = [started, boot, host].map((part) => decode(part as string))
  return { pid: Number(pid), started: decoded[0] as string, boot: decoded[1] as string, host: decoded[2] as string }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** A process whose files, network, clock and name of its machine are watched, or are others: `node main.ts <json>`. */
import { createInterface } from 'node:readline'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import { run } from '../../src/run.ts'
import '../../src/index.ts'
import { systemClock } from '../../src/kernel/clock/system.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'
import { type Strike, striking } from './strike.ts'
import { WatchedFiles } from './watched-files.ts'
import { watchedNetwork } from './watched-network.ts'

export interface MainArgs {
  /** Of the job module beside this file. */
  readonly job: string
  readonly args: unknown
  readonly folder: string
  readonly conf: Readonly<Record<string, string>>
  readonly strike?: Strike | undefined
  /** What the machine is called. */
  readonly host?: string
  /** ms that the wall clock is ahead at first; a line `clock <ms>` on standard input changes that. */
  readonly ahead?: number
  /** The job is begun with the line `go`. */
  readonly waits?: boolean
}

const given: MainArgs = JSON.parse(process.argv[2] as string)
let ahead = given.ahead ?? 0
const { promise: gone, resolve: go } = Promise.withResolvers<void>()
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, value] = line.split(' ')
  if (word === 'clock') ahead = Number(value)
  if (word === 'go') go()
})

if (given.waits) {
  console.log('ready')
  await gone
}
const ownHost = nodeProcesses.self().host
const host = given.host ?? ownHost
const watch = striking(given.strike, given.folder)
const running = await run(new URL(given.job, import.meta.url), {
  conf: given.conf,
  checkpoint: `${given.folder}/state`,
  args: given.args,
  bundle: false,
  environment: {
    files: new WatchedFiles(nodeFiles, watch),
    network: watchedNetwork(nodeNetwork, watch),
    clock: { ...systemClock, now: () => systemClock.now() + ahead },
    processes: {
      ...nodeProcesses,
      self: () => ({ ...nodeProcesses.self(), host }),
      isRunning: (process) => process.host === host && nodeProcesses.isRunning({ ...process, host: ownHost }),
    },
  },
})
console.log('started')
process.on('SIGTERM', () => running.stop({ graceful: true }).then(() => process.exit()))
await running.done

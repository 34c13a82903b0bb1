import { setTimeout as sleep } from 'node:timers/promises'
import { residentMegabytes } from '../lib/memory.ts'
import { Engine } from './engine.ts'
import type { Command, JobArguments } from './peer.ts'
import { Sender } from './sender.ts'

/** What it takes to start a program. */
export interface Started {
  /** ms from the start of the process until its first result of a line is out. */
  readonly firstResult: number
  /** MB resident in all of its processes, then and after ten seconds without input. */
  readonly memory: number
  readonly idleMemory: number
}

/** Lines a second; each hundredth holds what Grep looks for. */
const RATE = 20_000

/** Start Grep and send it lines as soon as it connects. */
export async function start(command: (args: JobArguments) => Command, pattern: string): Promise<Started> {
  const sender = new Sender()
  const [port, connected] = [await sender.port(), sender.connected()]
  const first = Promise.withResolvers<number>()
  const from = performance.timeOrigin + performance.now()
  const engine = new Engine(command({ port, interval: 100, pattern }), (time, [count = 0]) => {
    if (count > 0) first.resolve(time)
  })
  try {
    await Promise.race([connected, sleep(180_000, undefined, { ref: false })])
    await sender.begin(RATE)
    const late = sleep(120_000, Number.NaN, { ref: false })
    const firstResult = (await Promise.race([first.promise, late])) - from
    if (Number.isNaN(firstResult)) throw new Error(`no result after two minutes:\n${engine.said}`)
    const memory = residentMegabytes(engine.pid)
    await sender.end()
    await sleep(10_000)
    return { firstResult, memory, idleMemory: residentMegabytes(engine.pid) }
  } finally {
    await engine.end()
    sender.close()
  }
}

import { totalmem } from 'node:os'
import type { SparkConf } from '../../rdd/conf.ts'
import { bytesSetting } from '../../rdd/settings.ts'

/** What comes in four seconds at 5 million lines of 100 bytes a second: batches of a second want no more than three. */
const MOST = 2 ** 31

/** Bytes that receivers may hold until batches are done: the setting, else a quarter of the memory, at most 2 GiB. */
export const receiverMemory = (conf: SparkConf): number =>
  bytesSetting(conf, 'millstream.receiver.memory') ?? Math.min(MOST, Math.floor(machineBytes() / 4))

/** What this process may use at most: less than what the machine has when a container limits it. */
function machineBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

import { toMillis, toPositiveMillis } from '../kernel/duration.ts'
import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { SparkConf } from './conf.ts'

/** One setting: its kind of value, its default as the user would write it, and what it does. */
export interface Setting {
  /** A count is a whole number of at least 1; an interval is a duration above 0. */
  readonly type: 'text' | 'number' | 'count' | 'boolean' | 'duration' | 'interval' | 'bytes'
  /** The default; undefined when the setting is off unless given. */
  readonly fallback: string | undefined
  readonly doc: string
  /** The words that a text may be, where not any will do. */
  readonly choices?: readonly string[]
  /** What a number must be above, where 0 will not do. */
  readonly above?: number
}

const setting = (type: Setting['type'], fallback: string | undefined, doc: string): Setting => ({ type, fallback, doc })

const choice = (choices: readonly string[], fallback: string | undefined, doc: string): Setting => ({
  ...setting('text', fallback, doc),
  choices,
})

const above = (least: number, fallback: string, doc: string): Setting => ({
  ...setting('number', fallback, doc),
  above: least,
})

/** Every setting that is read, by its key. The reference page of settings is checked against this table. */
export const SETTINGS = {
  'spark.app.name': setting('text', undefined, 'Name of the application, shown by the user interface'),
  'spark.default.parallelism': setting(
    'count',
    undefined,
    'Partitions of a shuffle that names none; else the largest parent decides',
  ),
  'spark.driver.allowMultipleContexts': setting(
    'boolean',
    'false',
    'Allow several contexts at the same time in one process',
  ),
  'spark.hadoop.validateOutputSpecs': setting('boolean', 'true', 'Refuse to write into a directory that exists'),
  'spark.local.dir': setting(
    'text',
    undefined,
    'Directory for spilled partitions, added files and states that are not in memory; default: the system’s directory for temporary files',
  ),
  'spark.log.level': setting('text', 'warn', 'Least level that is logged: debug, info, warn or error'),
  'spark.master': setting('text', 'local', 'What runs the program'),
  'spark.memory.storage': setting(
    'bytes',
    '256m',
    'Memory for persisted partitions; beyond it the least recently used are dropped or spilled',
  ),
  'spark.streaming.backpressure.enabled': setting(
    'boolean',
    'false',
    'Hold receivers to the rate at which batches were worked off',
  ),
  'spark.streaming.backpressure.initialRate': setting(
    'number',
    undefined,
    'Most records a second of each receiver until there is an estimate; default: as many as come',
  ),
  'spark.streaming.backpressure.pid.derived': setting(
    'number',
    '0.0',
    'How much the change of the error counts, between two estimates of a rate',
  ),
  'spark.streaming.backpressure.pid.integral': setting(
    'number',
    '0.2',
    'How much the records that wait count in the estimate of a rate',
  ),
  'spark.streaming.backpressure.pid.minRate': above(0, '100', 'Least records a second that an estimate comes to'),
  'spark.streaming.backpressure.pid.proportional': setting(
    'number',
    '1.0',
    'How much the error counts, the last rate less what a batch was worked off with',
  ),
  'spark.streaming.backpressure.rateEstimator': choice(['pid'], 'pid', 'What estimates rates'),
  'spark.streaming.blockInterval': setting(
    'interval',
    '200ms',
    'How often the records of a receiver are cut into a block',
  ),
  'spark.streaming.checkpoint.directory': setting('text', undefined, 'Directory of checkpoints'),
  'spark.streaming.concurrentJobs': setting(
    'count',
    '1',
    'Output operations that may run at the same time, of one batch or of several',
  ),
  'spark.streaming.fileStream.minRememberDuration': setting(
    'duration',
    '60s',
    'How far back a file stream looks for files',
  ),
  'spark.streaming.gracefulStopTimeout': setting(
    'duration',
    undefined,
    'Longest wait of a graceful stop; default: ten batch intervals',
  ),
  'spark.streaming.receiver.maxRate': setting('number', undefined, 'Most records a second that a receiver takes'),
  'spark.streaming.receiver.writeAheadLog.enable': setting(
    'boolean',
    'false',
    'Write what receivers receive into the directory of checkpoints, so that it survives the process',
  ),
  'spark.streaming.receiverRestartDelay': setting('duration', '2s', 'Wait before a failed receiver is opened again'),
  'spark.streaming.stopGracefullyOnShutdown': setting(
    'boolean',
    'false',
    'Stop gracefully when SIGINT or SIGTERM tells the process to end, as millstream run always does',
  ),
  'spark.streaming.stopSparkContextByDefault': setting(
    'boolean',
    'true',
    'Whether stopping a StreamingContext stops its SparkContext',
  ),
  'spark.streaming.unpersist': setting('boolean', 'true', 'Unpersist RDDs that streams no longer remember'),
  'spark.task.maxFailures': setting('count', '4', 'Attempts of a task before its job fails'),
  'millstream.backpressure.slowStart': setting(
    'boolean',
    'false',
    'With backpressure: begin with the initialRate, or 1000 records a second, and double it with each batch that is in time until the estimate is less',
  ),
  'millstream.batch.onFailure': choice(
    ['stop', 'retry', 'dead-letter'],
    undefined,
    'What becomes of a batch with an output operation that failed; default: stop with checkpoints, and without them later batches go on, as in Spark',
  ),
  'millstream.batch.retries': setting(
    'count',
    '3',
    'How often an output operation that failed is run again when millstream.batch.onFailure is retry',
  ),
  'millstream.batch.retryDelay': setting(
    'duration',
    '1s',
    'Wait before an output operation is run again for the first time; each time after that it is doubled, up to a minute',
  ),
  'millstream.checkpoint.catchUp': choice(
    ['replay', 'coalesce', 'skip'],
    'replay',
    'Batches that were missed while nobody ran: made one by one, or as one that has all that came, or as one without what files brought',
  ),
  'millstream.checkpoint.dropState': setting(
    'text',
    undefined,
    'Names of operators, with commas between them, whose states in the checkpoint are not wanted any more',
  ),
  'millstream.checkpoint.formerName': setting(
    'text',
    undefined,
    'Names that the application had, with commas between them: their checkpoints are gone on from',
  ),
  'millstream.checkpoint.segment': setting(
    'bytes',
    '64m',
    'Bytes of a file of the log of a checkpoint; whole files are deleted when nothing in them is needed',
  ),
  'millstream.checkpoint.worldWritable': setting(
    'boolean',
    'false',
    'Go on from checkpoints that any user of the machine may write to, where the file system knows no rights',
  ),
  'millstream.codegen': setting('boolean', 'true', 'Compile chains of operators; false runs them as closures'),
  'millstream.deadLetters.directory': setting(
    'text',
    undefined,
    'Directory for records that are left out because functions fail on them; default: the directory of checkpoints',
  ),
  'millstream.deadLetters.max': setting(
    'number',
    '100',
    'Most records that are left out of a batch; when functions fail on more, the batch fails',
  ),
  'millstream.deadLetters.recordBytes': setting(
    'bytes',
    '64k',
    'Most bytes that are kept of a record that was left out',
  ),
  'millstream.errors.records': setting(
    'boolean',
    'true',
    'Show the record (cut) in the error of a function that threw on it',
  ),
  'millstream.receiver.memory': setting(
    'bytes',
    undefined,
    'Memory for received records until their batches are done; when it is used up, senders have to wait. Default: a quarter of the machine’s memory, at most 2 GiB',
  ),
  'millstream.socket.maxLineBytes': setting('bytes', '16m', 'Longest line of a socket stream'),
  'millstream.socket.idleTimeout': setting(
    'interval',
    undefined,
    'Silence after which a connection counts as lost; default: keep-alive probes only',
  ),
  'millstream.state.cache': setting(
    'count',
    '100000',
    'Entries of each partition of a state that are held in memory when millstream.state.store is lmdb',
  ),
  'millstream.state.store': choice(
    ['memory', 'lmdb'],
    'memory',
    'Where states lie while the program runs: in memory, or in files below spark.local.dir by the package lmdb',
  ),
  'millstream.stop.timeout': setting(
    'duration',
    '1h',
    'Longest wait of a graceful stop for everything, where stop is not told otherwise: a signal tells nothing',
  ),
  'millstream.stuck.deadline': setting(
    'duration',
    '60s',
    'How long a task on a worker thread may stand still before the thread is ended and replaced; 0 is for ever',
  ),
  'millstream.stuck.policy': choice(
    ['fail', 'skip'],
    'fail',
    'What becomes of a record from which a function does not come back: fail its job, or skip it',
  ),
  'millstream.threads.tiny': setting(
    'number',
    '1000',
    'Most records of a stage that runs on one worker thread instead of all; 0 spreads every stage',
  ),
  'millstream.worker.memory': setting(
    'bytes',
    undefined,
    'Memory for the objects of each worker thread; default: what V8 takes, which depends on the machine',
  ),
  'millstream.worker.spare': setting(
    'boolean',
    'true',
    'With checkpoints, have one more worker thread ready, which takes the place of one that dies',
  ),
} as const satisfies Readonly<Record<string, Setting>>

export type SettingKey = keyof typeof SETTINGS

/** Text of a setting, or its default. */
export function textSetting(conf: SparkConf, key: SettingKey): string | undefined {
  const { fallback, choices }: Setting = SETTINGS[key]
  const text = conf.get(key) ?? fallback
  if (text === undefined || choices === undefined || choices.includes(text)) return text
  throw badSetting(key, text, choices.join(' or '))
}

export function numberSetting(conf: SparkConf, key: SettingKey): number | undefined {
  const text = textSetting(conf, key)
  if (text === undefined) return undefined
  const value = Number(text)
  const { type, above }: Setting = SETTINGS[key]
  if (above !== undefined && (text.trim() === '' || !Number.isFinite(value) || value <= above))
    throw badSetting(key, text, `a number above ${above}`)
  const least = type === 'count' ? 1 : 0
  if (text.trim() !== '' && Number.isFinite(value) && value >= least && (least === 0 || Number.isInteger(value)))
    return value
  throw badSetting(key, text, least === 1 ? 'a whole number of at least 1' : 'a number of at least 0')
}

export function booleanSetting(conf: SparkConf, key: SettingKey): boolean {
  const text = textSetting(conf, key) ?? 'false'
  if (text === 'true') return true
  if (text === 'false') return false
  throw badSetting(key, text, 'true or false')
}

/** Milliseconds. A bare number is milliseconds. */
export function durationSetting(conf: SparkConf, key: SettingKey): number | undefined {
  const text = textSetting(conf, key)
  if (text === undefined) return undefined
  const read = SETTINGS[key].type === 'interval' ? toPositiveMillis : toMillis
  try {
    return read(/^\d+$/.test(text) ? Number(text) : text, key)
  } catch {
    const above = read === toMillis ? '' : 'above 0 '
    throw badSetting(key, text, `a length of time ${above}such as 200ms or 10s`)
  }
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1 << 10,
  kb: 1 << 10,
  m: 1 << 20,
  mb: 1 << 20,
  g: 1 << 30,
  gb: 1 << 30,
}

/** Bytes, from text such as `64m`, `1g` or `1048576`. */
export function bytesSetting(conf: SparkConf, key: SettingKey): number | undefined {
  const text = textSetting(conf, key)
  if (text === undefined) return undefined
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const unit = BYTE_UNITS[(match?.[2] || 'b').toLowerCase()]
  if (match !== null && unit !== undefined) return Math.floor(Number(match[1]) * unit)
  throw badSetting(key, text, 'a number of bytes such as 64m')
}

const badSetting = (key: string, text: string, needed: string): StreamError =>
  new StreamError('CONFIG_SETTING', `${key} is ${show(text, 60)}`, { hint: `Set it to ${needed}.` })

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { batchJob, run, SparkConf, SparkContext, StreamingContext, streamingJob } from '../../src/index.ts'
import { programs } from '../cli/command.ts'
import { aContext } from './contexts.ts'
import { holds, row, type Trial } from './row.ts'

// Programs in plain JavaScript give anything.
type Any = any

const contexts = [
  row(
    "master 'lokal'",
    () => new SparkContext('lokal'),
    "CONFIG_MASTER at SparkContext (here): the master is 'lokal'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master ''",
    () => new SparkContext(''),
    "CONFIG_MASTER at SparkContext (here): the master is ''. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'LOCAL'",
    () => new SparkContext('LOCAL'),
    "CONFIG_MASTER at SparkContext (here): the master is 'LOCAL'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[0]'",
    () => new SparkContext('local[0]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[0]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[x]'",
    () => new SparkContext('local[x]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[x]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[-1]'",
    () => new SparkContext('local[-1]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[-1]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[1.5]'",
    () => new SparkContext('local[1.5]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[1.5]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[2,0]'",
    () => new SparkContext('local[2,0]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[2,0]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'local[9999999999]'",
    () => new SparkContext('local[9999999999]'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local[9999999999]'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'spark://h:1'",
    () => new SparkContext('spark://h:1'),
    "CONFIG_MASTER at SparkContext (here): the master is 'spark://h:1'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    "master 'yarn'",
    () => new SparkContext('yarn'),
    "CONFIG_MASTER at SparkContext (here): the master is 'yarn'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    'master with control characters',
    () => new SparkContext('local\x1b[2J\n'),
    "CONFIG_MASTER at SparkContext (here): the master is 'local\\u001b[2J\\n'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    'a context of 5',
    () => new SparkContext(5 as Any),
    'E_ARGUMENT at SparkContext (here): it is made of 5. Use a master, a SparkConf, or { master, appName, conf }.',
  ),
  row(
    'a context of null',
    () => new SparkContext(null as Any),
    'E_ARGUMENT at SparkContext (here): it is made of null. Use a master, a SparkConf, or { master, appName, conf }.',
  ),
  row(
    'a master that is a number',
    () => new SparkContext({ master: 5 as Any }),
    "CONFIG_MASTER at SparkContext (here): the master is '5'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    'a conf that is no SparkConf',
    () => new SparkContext({ conf: { a: 1 } as Any }),
    'E_ARGUMENT at SparkContext (here): conf is { a: 1 }. Use a SparkConf, as by new SparkConf().set(key, value).',
  ),
  row(
    "parallelism of 'x'",
    () => new SparkContext(new SparkConf().set('spark.default.parallelism', 'x')),
    "CONFIG_SETTING at SparkContext (here): spark.default.parallelism is 'x'. Set it to a whole number of at least 1.",
  ),
  row(
    'parallelism of 0',
    () => new SparkContext(new SparkConf().set('spark.default.parallelism', 0)),
    "CONFIG_SETTING at SparkContext (here): spark.default.parallelism is '0'. Set it to a whole number of at least 1.",
  ),
  row(
    'parallelism of 1.5',
    () => new SparkContext(new SparkConf().set('spark.default.parallelism', 1.5)),
    "CONFIG_SETTING at SparkContext (here): spark.default.parallelism is '1.5'. Set it to a whole number of at least 1.",
  ),
  row(
    "a memory of 'lots'",
    () => new SparkContext(new SparkConf().set('spark.memory.storage', 'lots')),
    "CONFIG_SETTING at SparkContext (here): spark.memory.storage is 'lots'. Set it to a number of bytes such as 64m.",
  ),
  row(
    'a memory below 0',
    () => new SparkContext(new SparkConf().set('spark.memory.storage', '-1m')),
    "CONFIG_SETTING at SparkContext (here): spark.memory.storage is '-1m'. Set it to a number of bytes such as 64m.",
  ),
  row(
    "a block interval of 'soon'",
    () => new SparkContext(new SparkConf().set('spark.streaming.blockInterval', 'soon')),
    "CONFIG_SETTING at SparkContext (here): spark.streaming.blockInterval is 'soon'. Set it to a length of time above 0 such as 200ms or 10s.",
  ),
  row(
    'a block interval of 0',
    () => new SparkContext(new SparkConf().set('spark.streaming.blockInterval', 0)),
    "CONFIG_SETTING at SparkContext (here): spark.streaming.blockInterval is '0'. Set it to a length of time above 0 such as 200ms or 10s.",
  ),
  row(
    'a rate below 0',
    () => new SparkContext(new SparkConf().set('spark.streaming.receiver.maxRate', -1)),
    "CONFIG_SETTING at SparkContext (here): spark.streaming.receiver.maxRate is '-1'. Set it to a number of at least 0.",
  ),
  row(
    "code generation of 'yes'",
    () => new SparkContext(new SparkConf().set('millstream.codegen', 'yes')),
    "CONFIG_SETTING at SparkContext (here): millstream.codegen is 'yes'. Set it to true or false.",
  ),
  row(
    'failures of 0',
    () => new SparkContext(new SparkConf().set('spark.task.maxFailures', 0)),
    "CONFIG_SETTING at SparkContext (here): spark.task.maxFailures is '0'. Set it to a whole number of at least 1.",
  ),
  row(
    "a log level of 'loud'",
    () => new SparkContext(new SparkConf().set('spark.log.level', 'loud')),
    "CONFIG_SETTING at SparkContext (here): the log level is 'loud'. Use one of debug, info, warn, error, off.",
  ),
  row(
    'a setting that is misspelt',
    () => new SparkContext(new SparkConf().set('millstream.codgen', true)),
    "CONFIG_SETTING at SparkContext (here): there is no setting 'millstream.codgen', which was set to 'true'. Settings of millstream are millstream.backpressure.slowStart, millstream.batch.onFailure, millstream.batch.retries, millstream.batch.retryDelay, millstream.checkpoint.catchUp, millstream.checkpoint.dropState, millstream.checkpoint.formerName, millstream.checkpoint.hmacKeyFile, millstream.checkpoint.segment, millstream.checkpoint.worldWritable, millstream.codegen, millstream.deadLetters.directory, millstream.deadLetters.max, millstream.deadLetters.recordBytes, millstream.errors.records, millstream.receiver.memory, millstream.socket.maxLineBytes, millstream.socket.idleTimeout, millstream.state.cache, millstream.state.store, millstream.stop.timeout, millstream.stuck.deadline, millstream.stuck.policy, millstream.threads.tiny, millstream.worker.memory, millstream.worker.spare.",
  ),
  row(
    'a setting of undefined',
    () => new SparkConf().set('spark.default.parallelism', undefined as Any),
    'E_ARGUMENT at set (here): spark.default.parallelism is undefined. Use text, a number, true or false.',
  ),
  row(
    'a setting without key',
    () => new SparkConf().set(undefined as Any, 1),
    'E_ARGUMENT at set (here): the key is undefined. Use the name of a setting.',
  ),
  row(
    'a setting of an object',
    () => new SparkConf().set('spark.app.name', {} as Any),
    'E_ARGUMENT at set (here): spark.app.name is {}. Use text, a number, true or false.',
  ),
  row(
    'a StreamingContext of a conf with a master that is not known',
    () => new StreamingContext(new SparkConf().setMaster('mesos'), 1000) /* makes a SparkContext */,
    "CONFIG_MASTER at SparkContext (here): the master is 'mesos'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
]

holds(import.meta.url, contexts, aContext)

const { folder, write } = programs()

/** Run the job of a module at a path; what it is refused with says the path without the folder. */
const masked = (path: string): Promise<unknown> =>
  run(path).catch((error: Error) => {
    throw new Error(error.message.replace(folder, '/folder').replace(/[0-9a-f-]{36}/, 'job'))
  })

const runModule = (text: string): Promise<unknown> => masked(write(`${randomUUID()}.ts`, text))

/** A program that fails leaves the next one alone. */
function nextJob(): Trial<undefined> {
  return {
    given: undefined,
    stillWorks: async () => {
      const good = batchJob('good', (sc) => sc.parallelize([1, 2]).collect())
      assert.deepEqual(await (await run(good)).done, [1, 2])
      assert.ok(Date.now() > 0)
      assert.ok(Math.random() < 1)
    },
    close: async () => {},
  }
}

const jobs = [
  row(
    'a module that is missing',
    () => masked(join(folder, 'job.ts')),
    'E_JOB_UNREADABLE at /folder/job.ts: there is no such file. Give the path of a TypeScript or JavaScript module.',
  ),
  row(
    'a module that is a directory',
    () => masked(folder),
    'E_JOB_UNREADABLE at /folder: it is a directory. Give the path of a TypeScript or JavaScript module.',
  ),
  row(
    'a module that is no program',
    () => runModule('export default ('),
    'E_JOB_UNREADABLE at /folder/job.ts:1:17: Unexpected end of file.',
  ),
  row(
    'a module without default export',
    () => runModule('export const job = 1'),
    'E_NOT_A_JOB at /folder/job.ts: its default export is undefined. Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).',
  ),
  row(
    'a module whose default export is a function',
    () => runModule('export default () => {}'),
    'E_NOT_A_JOB at /folder/job.ts: its default export is [Function: default]. Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).',
  ),
  row(
    'a module whose default export is a promise',
    () => runModule('export default Promise.resolve(1)'),
    'E_NOT_A_JOB at /folder/job.ts: its default export is Promise. Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).',
  ),
  row(
    'a job of nothing',
    () => run(undefined as Any),
    'E_NOT_A_JOB at run (here): run was given undefined. Give what streamingJob or batchJob answers, or the path of a module that exports it as its default.',
  ),
  row(
    'a job of a number',
    () => run(5 as Any),
    'E_NOT_A_JOB at run (here): run was given 5. Give what streamingJob or batchJob answers, or the path of a module that exports it as its default.',
  ),
  row(
    'a job of an object',
    () => run({ kind: 'batch' } as Any),
    "E_NOT_A_JOB at run (here): run was given { kind: 'batch' }. Give what streamingJob or batchJob answers, or the path of a module that exports it as its default.",
  ),
  row(
    'an async build',
    () => run(streamingJob('clicks', { batch: 1000 }, (async () => {}) as Any)),
    "E_NOT_DETERMINISTIC at streamingJob (here): the build function of 'clicks' answered a promise. Make it synchronous, and wait in prepare: its answer is handed to build.",
  ),
  row(
    'a build that answers a promise',
    () => run(streamingJob('clicks', { batch: 1000 }, (() => Promise.reject(new Error('never'))) as Any)),
    "E_NOT_DETERMINISTIC at streamingJob (here): the build function of 'clicks' answered a promise. Make it synchronous, and wait in prepare: its answer is handed to build.",
  ),
  row(
    'Date.now in build',
    () => run(streamingJob('clicks', { batch: 1000 }, () => void Date.now())),
    "E_NOT_DETERMINISTIC at Date.now (here): it was called while 'clicks' was being built, and every host builds it again. Ask in prepare and hand the answer to build.",
  ),
  row(
    'Math.random in build',
    () => run(streamingJob('clicks', { batch: 1000 }, () => void Math.random())),
    "E_NOT_DETERMINISTIC at Math.random (here): it was called while 'clicks' was being built, and every host builds it again. Ask in prepare and hand the answer to build.",
  ),
  row(
    'performance.now in build',
    () => run(streamingJob('clicks', { batch: 1000 }, () => void performance.now())),
    "E_NOT_DETERMINISTIC at performance.now (here): it was called while 'clicks' was being built, and every host builds it again. Ask in prepare and hand the answer to build.",
  ),
  row(
    'randomUUID in build',
    () => run(streamingJob('clicks', { batch: 1000 }, () => void randomUUID())),
    "E_NOT_DETERMINISTIC at crypto.randomUUID (here): it was called while 'clicks' was being built, and every host builds it again. Ask in prepare and hand the answer to build.",
  ),
  row(
    'a job without name',
    () => streamingJob(undefined as Any, { batch: 1000 }, () => {}),
    'E_ARGUMENT at streamingJob (here): the name of a streaming job is undefined. Give the job a name: state and the user interface know it by that.',
  ),
  row(
    "a job named ''",
    () => batchJob('', () => 1),
    "E_ARGUMENT at batchJob (here): the name of a batch job is ''. Give the job a name: state and the user interface know it by that.",
  ),
  row(
    'a job without build',
    () => streamingJob('clicks', { batch: 1000 }, undefined as Any),
    "E_NOT_A_FUNCTION at streamingJob (here): streaming job 'clicks' was given undefined where it needs a function. Pass the function that builds the program as the last argument.",
  ),
  row(
    'a batch job of no function',
    () => batchJob('sums', 5 as Any),
    "E_NOT_A_FUNCTION at batchJob (here): batch job 'sums' was given undefined where it needs a function. Pass the function that builds the program as the last argument.",
  ),
  row(
    'a job without batch interval',
    () => run(streamingJob('clicks', {} as Any, () => {})),
    "E_DURATION at streamingJob (here): batch interval is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a job with a batch interval of 0',
    () => run(streamingJob('clicks', { batch: 0 }, () => {})),
    "E_DURATION at streamingJob (here): batch interval is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a job on a master that is not known',
    () =>
      run(
        batchJob('sums', () => 1),
        { master: 'yarn' },
      ),
    "CONFIG_MASTER at SparkContext: the master is 'yarn'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    'a job with a bad setting',
    () => run(batchJob('sums', { conf: { 'spark.default.parallelism': 0 } }, () => 1)),
    "CONFIG_SETTING at SparkContext: spark.default.parallelism is '0'. Set it to a whole number of at least 1.",
  ),
]

holds(import.meta.url, jobs, nextJob)

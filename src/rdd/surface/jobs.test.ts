import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RDD, SparkContext } from '../../index.ts'

/** An RDD whose jobs wait until they are told to go on. */
function held(sc: SparkContext): { rdd: RDD<number>; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const rdd = sc.range(0, 4, 1, 2).mapAsync(async (x) => {
    await promise
    return x
  })
  return { rdd, release: resolve }
}

test('the tracker tells of jobs and stages while they run and afterwards', async () => {
  await using sc = new SparkContext('local[2]')
  const { statusTracker } = sc
  assert.equal(sc.statusTracker, statusTracker)
  const { rdd, release } = held(sc)
  const counts = rdd.map((x) => [x % 2, 1] as const).reduceByKey((a, b) => a + b)
  const job = counts.count()
  assert.deepEqual(statusTracker.getActiveJobIds(), [0])
  assert.deepEqual(statusTracker.getActiveStageIds(), [0])
  assert.deepEqual(statusTracker.getJobInfo(0), { jobId: 0, stageIds: [0], status: 'RUNNING' })
  assert.deepEqual([statusTracker.getStageInfo(0)?.numTasks, statusTracker.getStageInfo(0)?.numActiveTasks], [2, 1])
  release()
  await job
  assert.deepEqual([statusTracker.getActiveJobIds(), statusTracker.getActiveStageIds()], [[], []])
  assert.deepEqual(statusTracker.getJobInfo(0), { jobId: 0, stageIds: [0, 1], status: 'SUCCEEDED' })
  assert.deepEqual(statusTracker.getStageInfo(1), {
    stageId: 1,
    currentAttemptId: 0,
    name: String(counts.node.site),
    numTasks: 2,
    numActiveTasks: 0,
    numCompletedTasks: 2,
    numFailedTasks: 0,
  })
  await counts.count()
  assert.deepEqual(statusTracker.getJobInfo(1)?.stageIds, [2], 'the map stage is skipped')
  assert.deepEqual([statusTracker.getJobInfo(9), statusTracker.getStageInfo(9)], [undefined, undefined])
})

test('attempts that fail are counted, and a job that fails is told', async () => {
  await using sc = new SparkContext('local')
  let failures = 2
  const rdd = sc.parallelize([1], 1).map((x) => {
    if (failures-- > 0) throw new Error('not yet')
    return x
  })
  await rdd.count()
  assert.deepEqual(sc.statusTracker.getStageInfo(0)?.numFailedTasks, 2)
  failures = 100
  await assert.rejects(rdd.count())
  assert.equal(sc.statusTracker.getJobInfo(1)?.status, 'FAILED')
  assert.deepEqual(sc.statusTracker.getActiveJobIds(), [])
  assert.equal(sc.statusTracker.getStageInfo(1)?.numActiveTasks, 0)
})

test('jobs are of the group that was set where they were begun', async () => {
  await using sc = new SparkContext('local')
  const run = async (group: string): Promise<void> => {
    sc.setJobGroup(group, `jobs of ${group}`)
    await sc.range(2).sum()
    // Sorting runs a second job to find its ranges.
    await sc
      .range(0, 4, 1, 2)
      .sortBy((x) => -x)
      .collect()
    assert.equal(sc.getLocalProperty('spark.job.description'), `jobs of ${group}`)
  }
  await sc.properties.run({}, () => Promise.all([run('a'), run('b')]))
  await sc.range(2).count()
  const { statusTracker } = sc
  assert.deepEqual([statusTracker.getJobIdsForGroup('a').length, statusTracker.getJobIdsForGroup('b').length], [3, 3])
  assert.deepEqual([statusTracker.getJobIdsForGroup(), statusTracker.getJobIdsForGroup(null)], [[6], [6]])
  assert.deepEqual(statusTracker.getJobIdsForGroup('c'), [])
})

test('a group is left by clearing it', async () => {
  await using sc = new SparkContext('local')
  sc.setJobGroup('a', '')
  sc.clearJobGroup()
  await sc.range(2).count()
  assert.deepEqual(sc.statusTracker.getJobIdsForGroup('a'), [])
  assert.equal(sc.getLocalProperty('spark.jobGroup.id'), undefined)
})

test('cancelling a group leaves other jobs alone', async () => {
  await using sc = new SparkContext('local[2]')
  const { rdd, release } = held(sc)
  const cancelled = rdd.collectWithJobGroup('a', 'to be cancelled')
  const other = rdd.collectWithJobGroup('b', 'to stay')
  sc.cancelJobGroup('a')
  await assert.rejects(cancelled, {
    message:
      /^E_ABORTED at collectWithJobGroup \(jobs\.test\.ts:\d+\): job 0 was cancelled by cancelJobGroup\('a'\)\.$/,
  })
  release()
  assert.deepEqual(await other, [0, 1, 2, 3])
  assert.deepEqual(
    [0, 1].map((id) => sc.statusTracker.getJobInfo(id)?.status),
    ['FAILED', 'SUCCEEDED'],
  )
})

test('all jobs are cancelled, and later ones run', async () => {
  await using sc = new SparkContext('local')
  const { rdd, release } = held(sc)
  const jobs = [rdd.count(), rdd.collect()]
  sc.cancelAllJobs()
  for (const job of jobs) await assert.rejects(job, { code: 'E_ABORTED' })
  release()
  assert.equal(await rdd.count(), 4)
})

test('a signal still cancels, with its reason', async () => {
  await using sc = new SparkContext('local')
  const controller = new AbortController()
  const job = held(sc).rdd.count({ signal: controller.signal })
  controller.abort('enough')
  await assert.rejects(job, (error: any) => {
    assert.match(
      error.message,
      /^E_ABORTED at count \(jobs\.test\.ts:\d+\): the job was cancelled by its AbortSignal\.$/,
    )
    assert.equal(error.cause, 'enough')
    return true
  })
})

test('what is no text is refused', async () => {
  await using sc = new SparkContext('local')
  const refused = (f: () => unknown, message: RegExp) => assert.throws(f, { message })
  const at = (operator: string) => `^E_ARGUMENT at ${operator} \\(jobs\\.test\\.ts:\\d+\\): `
  refused(
    () => sc.setJobGroup('', 'none'),
    new RegExp(`${at('setJobGroup')}the group is ''\\. Use a text that names the group\\.$`),
  )
  refused(
    () => sc.cancelJobGroup(5 as any),
    new RegExp(`${at('cancelJobGroup')}the group is 5\\. Use a text that names the group\\.$`),
  )
  refused(
    () => sc.setLocalProperty(undefined as any, ''),
    new RegExp(`${at('setLocalProperty')}the key is undefined\\. Use a text\\.$`),
  )
  refused(
    () => sc.setLocalProperty('a', 5 as any),
    new RegExp(`${at('setLocalProperty')}the value is 5\\. Use a text, or undefined for none\\.$`),
  )
})

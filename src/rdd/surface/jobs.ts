import { badArgument, requireText } from '../arguments.ts'
import type { SparkContext } from '../context.ts'
import { asProperties } from '../local-properties.ts'
import { StatusTracker } from '../status-tracker.ts'

/** Operators of a context that name jobs, watch them and cancel them. */
export interface JobOperators {
  /**
   * Put the jobs that are begun from here on into a group, until another one is set or it is cleared. It counts in the
   * async function that calls this and in what that function calls afterwards, not in functions that run beside it.
   *
   * `interruptOnCancel` is taken for the sake of Spark's programs: what runs in one thread cannot be interrupted.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * sc.setJobGroup('nightly', 'sums of the day')
   * await sc.range(3).sum()
   * sc.statusTracker.getJobIdsForGroup('nightly')
   * // -> [0]
   */
  setJobGroup(groupId: string, description: string, interruptOnCancel?: boolean): void

  /** Jobs that are begun from here on are in no group. */
  clearJobGroup(): void

  /**
   * Cancel the jobs of a group that are running: their actions reject with E_ABORTED.
   *
   * @example
   * sc.setJobGroup('slow', 'a thing that takes long')
   * const slow = sc.range(3).mapAsync(() => new Promise(() => {})).count()
   * sc.cancelJobGroup('slow')
   * await slow.catch((error) => error.code)
   * // -> 'E_ABORTED'
   */
  cancelJobGroup(groupId: string): void

  /** Cancel all jobs that are running: their actions reject with E_ABORTED. */
  cancelAllJobs(): void

  /**
   * Set a text that goes with the jobs which are begun from here on, or remove it with undefined. It counts where a job
   * group would.
   *
   * Errors    E_ARGUMENT
   *
   * @example
   * sc.setLocalProperty('spark.scheduler.pool', 'fast')
   * sc.getLocalProperty('spark.scheduler.pool')
   * // -> 'fast'
   */
  setLocalProperty(key: string, value: string | undefined): void

  getLocalProperty(key: string): string | undefined

  /**
   * What the jobs of this context are doing and have done.
   *
   * @example
   * await sc.parallelize([['a', 1], ['a', 2]] as [string, number][], 2).reduceByKey((a, b) => a + b).count()
   * sc.statusTracker.getJobInfo(0)
   * // -> { jobId: 0, stageIds: [0, 1], status: 'SUCCEEDED' }
   */
  readonly statusTracker: StatusTracker
}

const trackers = new WeakMap<SparkContext, StatusTracker>()

export const jobOperators: JobOperators & ThisType<SparkContext> = {
  setJobGroup(groupId, description, interruptOnCancel = false) {
    const group = requireText('setJobGroup', 'the group', groupId, 'a text that names the group')
    this.properties.set(asProperties({ group, description, interruptOnCancel }))
  },

  clearJobGroup() {
    this.properties.set(asProperties(undefined))
  },

  cancelJobGroup(groupId) {
    const group = requireText('cancelJobGroup', 'the group', groupId, 'a text that names the group')
    this.jobs.cancel(`cancelJobGroup('${group}')`, group)
  },

  cancelAllJobs() {
    this.jobs.cancel('cancelAllJobs()')
  },

  setLocalProperty(key, value) {
    requireText('setLocalProperty', 'the key', key, 'a text')
    if (value !== undefined && typeof value !== 'string')
      throw badArgument('setLocalProperty', 'the value is', value, 'a text, or undefined for none')
    this.properties.set({ [key]: value })
  },

  getLocalProperty(key) {
    return this.properties.get(key)
  },

  get statusTracker() {
    const context = this as unknown as SparkContext
    const tracker = trackers.get(context) ?? new StatusTracker(context.jobs)
    trackers.set(context, tracker)
    return tracker
  },
}

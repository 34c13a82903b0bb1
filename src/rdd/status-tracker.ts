import type { StageProgress } from './backend.ts'
import type { JobEntry, JobStatus, Jobs } from './jobs.ts'

/** What is known of a job. */
export interface JobInfo {
  readonly jobId: number
  /** The stages that it has begun, in that order; a stage whose output was there already is not among them. */
  readonly stageIds: readonly number[]
  readonly status: JobStatus
}

/** What is known of a stage. */
export interface StageInfo {
  readonly stageId: number
  readonly currentAttemptId: number
  /** The operator that ends it, with the user's line. */
  readonly name: string
  readonly numTasks: number
  readonly numActiveTasks: number
  readonly numCompletedTasks: number
  /** Attempts of tasks that failed, also of those that succeeded later. */
  readonly numFailedTasks: number
}

/**
 * Tells of the jobs of a context: those that are running, and the last thousand.
 *
 * Source    Spark's SparkStatusTracker
 */
export class StatusTracker {
  readonly #jobs: Jobs

  /** @internal */
  constructor(jobs: Jobs) {
    this.#jobs = jobs
  }

  /** Ids of the jobs that are running. */
  getActiveJobIds(): number[] {
    return this.#running().map(({ id }) => id)
  }

  /** Ids of the stages of running jobs that have tasks left. */
  getActiveStageIds(): number[] {
    const stages = this.#running().flatMap((job) => job.stages)
    return stages.filter(({ tasks, completed }) => completed < tasks).map(({ stageId }) => stageId)
  }

  /** Ids of the known jobs of a group; of those that are of none when no group is given. */
  getJobIdsForGroup(group?: string | null): number[] {
    return Array.from(this.#jobs.all)
      .filter((job) => job.group === (group ?? undefined))
      .map(({ id }) => id)
  }

  /** What is known of a job; undefined when nothing is. */
  getJobInfo(jobId: number): JobInfo | undefined {
    const job = this.#jobs.get(jobId)
    if (job === undefined) return undefined
    return { jobId, stageIds: job.stages.map(({ stageId }) => stageId), status: job.status }
  }

  /** What is known of a stage; undefined when nothing is. */
  getStageInfo(stageId: number): StageInfo | undefined {
    for (const { stages } of this.#jobs.all) {
      const stage = stages.find((one) => one.stageId === stageId)
      if (stage !== undefined) return infoOf(stage)
    }
    return undefined
  }

  #running(): JobEntry[] {
    return Array.from(this.#jobs.all).filter(({ status }) => status === 'RUNNING')
  }
}

const infoOf = ({ stageId, site, tasks, active, completed, failed }: StageProgress): StageInfo => ({
  stageId,
  currentAttemptId: 0,
  name: String(site),
  numTasks: tasks,
  numActiveTasks: active,
  numCompletedTasks: completed,
  numFailedTasks: failed,
})

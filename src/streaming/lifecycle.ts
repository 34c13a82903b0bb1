import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import type { SparkContext } from '../rdd/context.ts'
import { booleanSetting, durationSetting } from '../rdd/settings.ts'
import { activate, deactivate } from './active.ts'
import { type OpenedCheckpoint, openCheckpoint } from './checkpoint/open.ts'
import type { StreamingContext } from './context.ts'
import { Execution } from './execution.ts'
import type { Inputs } from './input-stream.ts'
import type { DeadLetters } from './letters/dead-letters.ts'
import { openLetters } from './letters/open.ts'
import type { ListenerBus } from './listeners/bus.ts'
import { stopOnShutdown } from './shutdown.ts'
import type { StopReport } from './stop-report.ts'
import { Termination } from './termination.ts'
import { validate } from './validation.ts'

/** Where a context stands between being made and being stopped. */
export type StreamingContextState = 'INITIALIZED' | 'ACTIVE' | 'STOPPED'

const NO_CHECKPOINT: OpenedCheckpoint = {
  checkpointing: undefined,
  resume: undefined,
  owner: undefined,
  seal: undefined,
}

/** Takes one context from its definition to its start and to its end. */
export class Lifecycle {
  readonly termination: Termination
  readonly #context: StreamingContext
  readonly #spark: SparkContext
  readonly #inputs: Inputs
  readonly #bus: ListenerBus
  #state: StreamingContextState = 'INITIALIZED'
  #execution: Execution | undefined
  /** Of a context that is not run here. */
  #dueTime = Number.NEGATIVE_INFINITY
  #starting: Promise<void> | undefined
  #stopping: Promise<StopReport> | undefined
  #forgetShutdown: () => void = () => {}

  constructor(context: StreamingContext, inputs: Inputs, bus: ListenerBus) {
    this.termination = new Termination(context.sparkContext.environment.clock)
    this.#context = context
    this.#spark = context.sparkContext
    this.#inputs = inputs
    this.#bus = bus
  }

  get state(): StreamingContextState {
    return this.#state
  }

  get dueTime(): number {
    return this.#execution?.dueTime ?? this.#dueTime
  }

  follow(): void {
    this.#dueTime = Number.POSITIVE_INFINITY
  }

  async start(site: Site, remember: number): Promise<void> {
    this.#requireNew(site)
    this.#spark.requireRunning('start')
    const { graph } = this.#context
    const logs = booleanSetting(this.#spark.conf, 'spark.streaming.receiver.writeAheadLog.enable')
    const isPlaced = this.#context.checkpointPlace !== undefined
    validate(graph, this.#spark.getCheckpointDir(), site, logs && !isPlaced)
    activate(this.#context, site, booleanSetting(this.#spark.conf, 'spark.driver.allowMultipleContexts'))
    graph.close('started')
    this.#starting = this.#launch(remember)
    await this.#starting
  }

  /** How things stand, for an output operation that asks for the stop; undefined for any other caller. */
  get reportInJob(): StopReport | undefined {
    return this.#execution?.inJob ? this.#execution.report() : undefined
  }

  async stop(graceful: boolean, timeout: number | undefined): Promise<StopReport> {
    if (this.#stopping === undefined) this.#stopping = this.#end(graceful, timeout)
    else if (!graceful) this.#execution?.hurry()
    return this.#stopping
  }

  async idle(): Promise<void> {
    await this.#starting?.catch(() => {})
    await this.#execution?.idle()
  }

  #requireNew(site: Site): void {
    const at = String(site)
    if (this.#stopping !== undefined || this.#state === 'STOPPED')
      throw new StreamError('E_STOPPED', 'this streaming context was stopped', {
        at,
        hint: 'Make a new StreamingContext.',
      })
    if (this.#starting !== undefined)
      throw new StreamError('E_STARTED', 'this streaming context was started before', { at, hint: 'Call start once.' })
  }

  async #launch(remember: number): Promise<void> {
    const opened = await this.#openCheckpoint()
    const execution = await this.#prepare(remember, opened, await this.#openLetters(opened))
    this.#execution = execution
    try {
      await execution.startOutputs()
      await execution.startInputs()
    } catch (error) {
      await this.#abandon(execution, error)
      throw error
    }
    this.#state = 'ACTIVE'
    if (booleanSetting(this.#spark.conf, 'spark.streaming.stopGracefullyOnShutdown'))
      this.#forgetShutdown = stopOnShutdown(process, () =>
        this.#context.stop({ graceful: true, stopSparkContext: true }),
      )
    this.#bus.post('onStreamingStarted', { time: execution.now() })
    execution.startBatches()
  }

  async #openCheckpoint(): Promise<OpenedCheckpoint> {
    const place = this.#context.checkpointPlace
    if (place === undefined) return NO_CHECKPOINT
    try {
      return await openCheckpoint({ ...place, context: this.#context, inputs: this.#inputs, failed: this.#failed })
    } catch (error) {
      throw await this.#refused(error)
    }
  }

  async #openLetters({ checkpointing, resume, owner, seal }: OpenedCheckpoint): Promise<DeadLetters | undefined> {
    const directory = this.#context.checkpointPlace?.directory
    const resumes = resume !== undefined
    const checkpoint = directory === undefined || owner === undefined ? undefined : { directory, owner, seal, resumes }
    try {
      return await openLetters({ context: this.#context, inputs: this.#inputs, bus: this.#bus, checkpoint })
    } catch (error) {
      await checkpointing?.close().catch(() => {})
      throw await this.#refused(error)
    }
  }

  /** It does not start. */
  async #refused(error: unknown): Promise<unknown> {
    await this.#close()
    this.termination.failed(error)
    return error
  }

  readonly #failed = (what: string, error: unknown): void => {
    this.#spark.logger.error(what, error)
    this.termination.failed(error)
  }

  async #prepare(
    remember: number,
    { checkpointing, resume }: OpenedCheckpoint,
    letters: DeadLetters | undefined,
  ): Promise<Execution> {
    this.#noticeState()
    try {
      return new Execution({
        sparkContext: this.#spark,
        graph: this.#context.graph,
        timeline: this.#context.timeline,
        inputs: this.#inputs,
        bus: this.#bus,
        ...{ remember, checkpointing, resume, letters, failed: this.#failed },
      })
    } catch (error) {
      // States that cannot be gone on from: others may have the directory.
      await letters?.close().catch(() => {})
      await checkpointing?.close().catch(() => {})
      throw await this.#refused(error)
    }
  }

  #noticeState(): void {
    const stateful = this.#context.graph.streams.filter((stream) => stream.stateful)
    if (stateful.length === 0 || this.#spark.getCheckpointDir() !== undefined) return
    const names = stateful.map((stream) => stream.operator.site).join(', ')
    this.#spark.logger.info(
      `no checkpoint directory is set: the state of ${names} lives in memory and ends with this process`,
    )
  }

  /** An input or an output that cannot start ends the context: its parts are stopped again. */
  async #abandon(execution: Execution, error: unknown): Promise<void> {
    await execution.stopNow()
    await this.#close()
    this.termination.failed(error)
  }

  async #end(graceful: boolean, timeout: number | undefined): Promise<StopReport> {
    await this.#starting?.catch(() => {})
    this.#context.graph.close('stopped')
    const report = this.#state === 'ACTIVE' ? await this.#halt(graceful, timeout) : NOTHING
    await this.#close()
    this.termination.stopped()
    return report
  }

  #halt(graceful: boolean, limit: number | undefined): Promise<StopReport> {
    const execution = this.#execution as Execution
    if (!graceful) return execution.stopNow()
    const timeout = limit ?? (durationSetting(this.#spark.conf, 'millstream.stop.timeout') as number)
    const setting = durationSetting(this.#spark.conf, 'spark.streaming.gracefulStopTimeout')
    const receiving = setting ?? 10 * this.#context.graph.batch
    return execution.stopGracefully(Math.min(receiving, timeout), timeout)
  }

  async #close(): Promise<void> {
    this.#state = 'STOPPED'
    this.#forgetShutdown()
    deactivate(this.#context)
    await this.#bus.close()
  }
}

const NOTHING: StopReport = { batchesCompleted: 0, batchesLeft: 0, recordsLeft: 0 }

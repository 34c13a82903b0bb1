import type { SparkConf } from '../../rdd/conf.ts'
import { booleanSetting, numberSetting, textSetting } from '../../rdd/settings.ts'
import type { JobSet } from '../batches/job-set.ts'
import type { Input } from '../input-stream.ts'
import type { ListenerBus } from '../listeners/bus.ts'
import { PidEstimator } from './pid-estimator.ts'
import { RateController } from './rate-controller.ts'

export interface RatesParts {
  readonly conf: SparkConf
  /** Batch interval, in ms. */
  readonly batch: number
  readonly inputs: readonly Input[]
  readonly bus: ListenerBus
}

/**
 * Backpressure: the limits of all input streams that can be limited. Without `spark.streaming.backpressure.enabled` there
 * are none.
 *
 * Each stream has an estimator of its own. All are told the length of the whole batch, so of several streams each gets a
 * part of what can be worked off: as large as the part of the records that it had.
 */
export class Rates {
  readonly #controllers = new Map<number, RateController>()

  constructor({ conf, batch, inputs, bus }: RatesParts) {
    if (!booleanSetting(conf, 'spark.streaming.backpressure.enabled')) return
    for (const { id, source } of inputs) {
      if (source.limit === undefined) continue
      const minRate = numberSetting(conf, 'spark.streaming.backpressure.pid.minRate') as number
      const controller = new RateController({
        ...{ streamId: id, batch, minRate, maxRate: source.maxRate, estimator: estimatorOf(conf, batch, minRate) },
        initialRate: numberSetting(conf, 'spark.streaming.backpressure.initialRate') || undefined,
        slowStart: booleanSetting(conf, 'millstream.backpressure.slowStart'),
        limit: (rate, rateInfo) => {
          source.limit?.(rate)
          bus.post('onRateChanged', { rateInfo })
        },
      })
      this.#controllers.set(id, controller)
    }
  }

  /** Set the limits that inputs begin with; they are started after that. */
  begin(): void {
    for (const controller of this.#controllers.values()) controller.begin()
  }

  /** A batch with jobs is done, well or badly. */
  completed(batch: JobSet): void {
    if (this.#controllers.size === 0) return
    const { processingEndTime: time, processingDelay, schedulingDelay } = batch.info()
    if (time === undefined || processingDelay === undefined || schedulingDelay === undefined) return
    for (const [id, { numRecords: records }] of batch.inputs)
      this.#controllers.get(id)?.completed({ time, records, processingDelay, schedulingDelay })
  }
}

function estimatorOf(conf: SparkConf, batch: number, minRate: number): PidEstimator {
  // There is one word that it may be, and the reading checks it.
  textSetting(conf, 'spark.streaming.backpressure.rateEstimator')
  return new PidEstimator({
    batch,
    minRate,
    proportional: numberSetting(conf, 'spark.streaming.backpressure.pid.proportional') as number,
    integral: numberSetting(conf, 'spark.streaming.backpressure.pid.integral') as number,
    derived: numberSetting(conf, 'spark.streaming.backpressure.pid.derived') as number,
  })
}

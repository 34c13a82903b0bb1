import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SETTINGS } from '../../src/rdd/settings.ts'

/** Spark's defaults, as its configuration page has them; undefined is none, or one that is worked out. */
const DEFAULTS: Readonly<Partial<Record<keyof typeof SETTINGS, string | undefined>>> = {
  'spark.streaming.backpressure.enabled': 'false',
  'spark.streaming.backpressure.initialRate': undefined,
  'spark.streaming.backpressure.pid.derived': '0.0',
  'spark.streaming.backpressure.pid.integral': '0.2',
  'spark.streaming.backpressure.pid.minRate': '100',
  'spark.streaming.backpressure.pid.proportional': '1.0',
  'spark.streaming.backpressure.rateEstimator': 'pid',
  'spark.streaming.blockInterval': '200ms',
  'spark.streaming.checkpoint.directory': undefined,
  'spark.streaming.concurrentJobs': '1',
  'spark.streaming.fileStream.minRememberDuration': '60s',
  'spark.streaming.gracefulStopTimeout': undefined,
  'spark.streaming.receiver.maxRate': undefined,
  'spark.streaming.receiverRestartDelay': '2s',
  'spark.streaming.stopGracefullyOnShutdown': 'false',
  'spark.streaming.stopSparkContextByDefault': 'true',
  'spark.streaming.unpersist': 'true',
  'spark.task.maxFailures': '4',
}

for (const [key, value] of Object.entries(DEFAULTS))
  test(`${key} has the default of Spark`, () => assert.equal(SETTINGS[key as keyof typeof SETTINGS].fallback, value))

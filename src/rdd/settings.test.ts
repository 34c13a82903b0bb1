import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSettings } from './check-settings.ts'
import { SparkConf } from './conf.ts'
import {
  booleanSetting,
  bytesSetting,
  durationSetting,
  numberSetting,
  SETTINGS,
  type Setting,
  textSetting,
} from './settings.ts'

const conf = (key: string, value: string): SparkConf => new SparkConf().set(key, value)

test('a setting has its default, or what is set', () => {
  const none = new SparkConf()
  assert.equal(textSetting(none, 'spark.master'), 'local')
  assert.equal(numberSetting(none, 'spark.task.maxFailures'), 4)
  assert.equal(numberSetting(none, 'spark.default.parallelism'), undefined)
  assert.equal(booleanSetting(conf('millstream.codegen', 'false'), 'millstream.codegen'), false)
})

test('durations and bytes have units', () => {
  const key = 'spark.streaming.blockInterval'
  assert.deepEqual(
    ['50', '50ms', '2s'].map((text) => durationSetting(conf(key, text), key)),
    [50, 50, 2000],
  )
  const memory = 'spark.memory.storage'
  assert.deepEqual(
    ['10', '1k', '1.5m', '2GB'].map((text) => bytesSetting(conf(memory, text), memory)),
    [10, 1024, 1_572_864, 2 ** 31],
  )
})

test('every default can be read', () => {
  const defaults = new SparkConf()
  for (const [key, { fallback }] of Object.entries<Setting>(SETTINGS))
    if (fallback !== undefined) defaults.set(key, fallback)
  checkSettings(defaults)
})

test('what cannot be read is refused with its key', () => {
  const errors: [() => unknown, string][] = [
    [
      () => numberSetting(conf('spark.task.maxFailures', 'many'), 'spark.task.maxFailures'),
      "CONFIG_SETTING: spark.task.maxFailures is 'many'. Set it to a whole number of at least 1.",
    ],
    [
      () => booleanSetting(conf('millstream.codegen', 'yes'), 'millstream.codegen'),
      "CONFIG_SETTING: millstream.codegen is 'yes'. Set it to true or false.",
    ],
    [
      () => textSetting(conf('millstream.stuck.policy', 'forget'), 'millstream.stuck.policy'),
      "CONFIG_SETTING: millstream.stuck.policy is 'forget'. Set it to fail or skip.",
    ],
    [
      () =>
        numberSetting(
          conf('spark.streaming.backpressure.pid.minRate', '0'),
          'spark.streaming.backpressure.pid.minRate',
        ),
      "CONFIG_SETTING: spark.streaming.backpressure.pid.minRate is '0'. Set it to a number above 0.",
    ],
    [
      () =>
        numberSetting(
          conf('spark.streaming.backpressure.pid.integral', '-0.2'),
          'spark.streaming.backpressure.pid.integral',
        ),
      "CONFIG_SETTING: spark.streaming.backpressure.pid.integral is '-0.2'. Set it to a number of at least 0.",
    ],
    [
      () =>
        textSetting(
          conf('spark.streaming.backpressure.rateEstimator', 'guess'),
          'spark.streaming.backpressure.rateEstimator',
        ),
      "CONFIG_SETTING: spark.streaming.backpressure.rateEstimator is 'guess'. Set it to pid.",
    ],
    [
      () => bytesSetting(conf('spark.memory.storage', '1 apple'), 'spark.memory.storage'),
      "CONFIG_SETTING: spark.memory.storage is '1 apple'. Set it to a number of bytes such as 64m.",
    ],
  ]
  for (const [read, message] of errors) assert.throws(read, { message })
})

test('a conf is a list of texts', () => {
  const one = new SparkConf()
    .setAll([
      ['b', 1],
      ['a', true],
    ])
    .setIfMissing('b', 2)
  const copy = one.clone().remove('a')
  assert.deepEqual(one.getAll(), [
    ['b', '1'],
    ['a', 'true'],
  ])
  assert.equal(one.toDebugString(), 'a=true\nb=1')
  assert.deepEqual([copy.contains('a'), copy.get('a', 'none'), one.get('a')], [false, 'none', 'true'])
})

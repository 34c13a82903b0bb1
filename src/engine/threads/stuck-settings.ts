import type { SparkConf } from '../../rdd/conf.ts'
import { durationSetting, textSetting } from '../../rdd/settings.ts'
import type { StuckPolicy } from './losses.ts'

export interface StuckSettings {
  /** Milliseconds; 0 is never. */
  readonly deadline: number
  readonly policy: StuckPolicy
}

/** What is done about functions that do not come back. */
export const stuckSettings = (conf: SparkConf): StuckSettings => ({
  deadline: durationSetting(conf, 'millstream.stuck.deadline') ?? 0,
  policy: textSetting(conf, 'millstream.stuck.policy') === 'skip' ? 'skip' : 'fail',
})

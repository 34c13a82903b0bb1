import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { SparkConf } from './conf.ts'
import {
  booleanSetting,
  bytesSetting,
  durationSetting,
  numberSetting,
  SETTINGS,
  type Setting,
  type SettingKey,
  textSetting,
} from './settings.ts'

const READERS: Readonly<Record<Setting['type'], (conf: SparkConf, key: SettingKey) => unknown>> = {
  text: textSetting,
  number: numberSetting,
  count: numberSetting,
  boolean: booleanSetting,
  duration: durationSetting,
  interval: durationSetting,
  bytes: bytesSetting,
}

/**
 * Read every setting that is given, so that a bad one is found at once and not by the job that needs it first. Keys of
 * Spark that are not known here are let pass; ours are not, because they can only be misspelt.
 *
 * Errors    CONFIG_SETTING
 */
export function checkSettings(conf: SparkConf): void {
  for (const [key, value] of conf.getAll()) {
    if (Object.hasOwn(SETTINGS, key)) READERS[SETTINGS[key as SettingKey].type](conf, key as SettingKey)
    else if (key.startsWith('millstream.')) throw unknownSetting(key, value)
  }
}

function unknownSetting(key: string, value: string): StreamError {
  const known = Object.keys(SETTINGS).filter((name) => name.startsWith('millstream.'))
  return new StreamError(
    'CONFIG_SETTING',
    `there is no setting ${show(key, 80)}, which was set to ${show(value, 40)}`,
    {
      hint: `Settings of millstream are ${known.join(', ')}.`,
    },
  )
}

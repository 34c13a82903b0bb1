import { Option } from 'commander'
import { checkSettings } from '../rdd/check-settings.ts'
import { SparkConf } from '../rdd/conf.ts'
import type { Files } from '../storage/files.ts'
import type { Seal } from '../storage/log/seal.ts'
import { sealOf } from '../streaming/checkpoint/key-file.ts'
import { settingsOf } from './launch.ts'

/** `--conf` of the commands that read what a program has kept. */
export const confOption = (): Option =>
  new Option('--conf <key=value>', 'a setting of the program, as for run: millstream.checkpoint.hmacKeyFile=key')
    .argParser((pair: string, pairs: readonly string[]) => [...pairs, pair])
    .default([], 'none')

/** What seals the files that a command reads, by its `--conf`. Errors: UsageError, CONFIG_SETTING, CONFIG_KEY_FILE. */
export function sealFrom(pairs: readonly string[], files: Files): Seal | undefined {
  const conf = new SparkConf().setAll(Object.entries(settingsOf({ conf: pairs })))
  checkSettings(conf)
  return sealOf(conf, files)
}

import { environmentWith, setStandardEnvironment } from '../rdd/environment.ts'
import { SETTINGS } from '../rdd/settings.ts'
import { nearest } from './nearest.ts'
import { UsageError } from './report.ts'

/** What `millstream run` was given for a program's settings. */
export interface LaunchSettings {
  readonly master?: string | undefined
  readonly name?: string | undefined
  /** `key=value` each. */
  readonly conf: readonly string[]
}

/** Settings by key. Errors: UsageError for a pair without `=`. */
export function settingsOf({ master, name, conf }: LaunchSettings): Record<string, string> {
  const settings = conf.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--conf takes key=value and was given '${pair}'`)
    return [pair.slice(0, at).trim(), pair.slice(at + 1)] as const
  })
  return {
    ...Object.fromEntries(settings),
    ...(master === undefined ? {} : { 'spark.master': master }),
    ...(name === undefined ? {} : { 'spark.app.name': name }),
  }
}

/** A notice for each key that nothing reads: a misspelt one, or one of Spark that has no meaning here. */
export function unknownKeys(keys: readonly string[]): string[] {
  return keys
    .filter((key) => !Object.hasOwn(SETTINGS, key) && /^(?:spark|millstream)\./.test(key))
    .map((key) => {
      const near = nearest(key, Object.keys(SETTINGS))
      return `WARN ${key} is not a setting that millstream reads${near === undefined ? '' : `; did you mean ${near}?`}`
    })
}

/** What a program has done so far. */
export interface Launch {
  /** True once it has made a context. */
  readonly hasStarted: boolean
}

/**
 * Make `settings` those of every context of this process that does not say otherwise, and watch whether one is made.
 * A program in script form is simply imported after that.
 */
export function launchWith(settings: Readonly<Record<string, string>>): Launch {
  const { backend, ...environment } = environmentWith()
  let made = 0
  setStandardEnvironment({
    ...environment,
    settings,
    backend: (options) => {
      made++
      return backend(options)
    },
  })
  return {
    get hasStarted() {
      return made > 0
    },
  }
}

import { badArgument, requireText } from './arguments.ts'

const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean'])

/**
 * Settings of a program under Spark's keys, as text: `new SparkConf().setMaster('local[2]').set('spark.default.parallelism', 4)`.
 *
 * The keys that millstream reads, with units and defaults, are in the table of settings.ts.
 */
export class SparkConf {
  readonly #values = new Map<string, string>()

  /** Errors: E_ARGUMENT for a key that is no text, and a value that is no text, number, true or false. */
  set(key: string, value: string | number | boolean): this {
    requireText('set', 'the key', key, 'the name of a setting')
    if (!PLAIN.has(typeof value)) throw badArgument('set', `${key} is`, value, 'text, a number, true or false')
    this.#values.set(key, String(value))
    return this
  }

  setIfMissing(key: string, value: string | number | boolean): this {
    return this.#values.has(key) ? this : this.set(key, value)
  }

  setAll(pairs: Iterable<readonly [string, string | number | boolean]>): this {
    for (const [key, value] of pairs) this.set(key, value)
    return this
  }

  setMaster(master: string): this {
    return this.set('spark.master', master)
  }

  setAppName(name: string): this {
    return this.set('spark.app.name', name)
  }

  get(key: string): string | undefined
  get(key: string, fallback: string): string
  get(key: string, fallback?: string): string | undefined {
    return this.#values.get(key) ?? fallback
  }

  contains(key: string): boolean {
    return this.#values.has(key)
  }

  remove(key: string): this {
    this.#values.delete(key)
    return this
  }

  getAll(): [string, string][] {
    return [...this.#values]
  }

  clone(): SparkConf {
    return new SparkConf().setAll(this.#values)
  }

  toDebugString(): string {
    return this.getAll()
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join('\n')
  }
}

import { type Columns, type CsvOptions, type CsvRow, csvParser } from '../declared/csv.ts'
import { type JsonOptions, jsonParser } from '../declared/json.ts'
import type { Parse } from '../declared/row.ts'
import { skipping } from '../declared/skipping.ts'
import { splitter, type WordsOptions } from '../declared/words.ts'
import type { Step } from '../node.ts'
import { placed, type RDD } from '../rdd.ts'
import { stepwise } from '../transformation.ts'

/**
 * Operators on lines of text that say what they do. They give what a function would; where lines come from files as
 * bytes, the engine may do the same on the bytes.
 */
export interface TextOperators {
  /**
   * The words of each line: `flatMap((line) => line.split(' '))`. Every single separator ends a word, so two of them in a
   * row have an empty word between them, an empty line is one empty word, and a tab is a letter.
   *
   * Order     kept
   * Errors    E_ARGUMENT for a separator without a character
   *
   * @example
   * sc.parallelize(['to be', 'or  not']).words()
   * // -> ['to', 'be', 'or', '', 'not']
   */
  words(this: RDD<string>, options?: WordsOptions): RDD<string>

  /**
   * The value of each line of JSON; with `fields` an object with only these properties of it.
   *
   * Order     kept
   * Errors    E_ARGUMENT; E_USER_FUNCTION from the job for a line that is no JSON, unless `invalid` is 'skip'
   *
   * @example
   * sc.parallelize(['{"id": 1, "city": "Oslo", "x": 0}', 'oops']).json({ fields: ['id', 'city'], invalid: 'skip' })
   * // -> [{ id: 1, city: 'Oslo' }]
   */
  json<T = any>(this: RDD<string>, options?: JsonOptions & { readonly fields?: never }): RDD<T>
  json<const F extends string>(
    this: RDD<string>,
    options: JsonOptions<F> & { readonly fields: readonly F[] },
  ): RDD<{ [K in F]: any }>
  json<T extends object>(
    this: RDD<string>,
    options: JsonOptions & { readonly fields: readonly (keyof T & string)[] },
  ): RDD<T>

  /**
   * An object of each line of values with separators. A value may be quoted, and then has separators in it, and `""` for
   * a quote; it has no ends of lines in it, because these end lines. There is no header: filter it out.
   *
   * Order     kept
   * Errors    E_ARGUMENT; E_USER_FUNCTION from the job for a line that has more or fewer values than there are columns,
   *           unless `invalid` is 'skip'
   *
   * @example
   * sc.parallelize(['Oslo,"59.9"', '"Paris, Texas",33.7']).csv({ columns: { city: 'text', north: 'number' } })
   * // -> [{ city: 'Oslo', north: 59.9 }, { city: 'Paris, Texas', north: 33.7 }]
   */
  csv<const C extends Columns>(this: RDD<string>, options: CsvOptions<C>): RDD<CsvRow<C>>
}

/** A step that reads lines; functions stay the same for the same options only if the caller keeps them. */
function parsed(rdd: RDD<any>, operator: string, parse: Parse, skips: boolean): RDD<any> {
  const step: Step = skips
    ? { kind: 'flatMap', f: placed(rdd, operator, skipping(parse)) }
    : { kind: 'map', f: placed(rdd, operator, parse) }
  return stepwise(rdd, operator, step, false)
}

export const textOperators: TextOperators & ThisType<RDD<any>> = {
  words(options) {
    const rdd = this as RDD<any>
    return stepwise(rdd, 'words', { kind: 'flatMap', f: placed(rdd, 'words', splitter(options, rdd.context)) }, false)
  },

  json(options?: JsonOptions) {
    const rdd = this as RDD<any>
    return parsed(rdd, 'json', jsonParser(options, rdd.context), options?.invalid === 'skip')
  },

  csv(options) {
    const rdd = this as RDD<any>
    return parsed(rdd, 'csv', csvParser(options as CsvOptions, rdd.context), options.invalid === 'skip')
  },
}

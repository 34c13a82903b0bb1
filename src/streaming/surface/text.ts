import { type Columns, type CsvOptions, type CsvRow, csvParser } from '../../rdd/declared/csv.ts'
import { type JsonOptions, jsonParser } from '../../rdd/declared/json.ts'
import type { Parse } from '../../rdd/declared/row.ts'
import { skipping } from '../../rdd/declared/skipping.ts'
import { splitter, type WordsOptions } from '../../rdd/declared/words.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { derived } from './derived.ts'

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
   * lines.words()
   * // batches [['to be'], ['or  not', '']] -> [['to', 'be'], ['or', '', 'not', '']]
   */
  words(this: DStream<string>, options?: WordsOptions): DStream<string>

  /**
   * The value of each line of JSON; with `fields` an object with only these properties of it.
   *
   * Order     kept
   * Errors    E_ARGUMENT; a line that is no JSON fails its batch, unless `invalid` is 'skip'
   *
   * @example
   * lines.json({ fields: ['id'], invalid: 'skip' })
   * // batches [['{"id": 1, "x": 0}', 'oops'], []] -> [[{ id: 1 }], []]
   */
  json<T = any>(this: DStream<string>, options?: JsonOptions & { readonly fields?: never }): DStream<T>
  json<const F extends string>(
    this: DStream<string>,
    options: JsonOptions<F> & { readonly fields: readonly F[] },
  ): DStream<{ [K in F]: any }>
  json<T extends object>(
    this: DStream<string>,
    options: JsonOptions & { readonly fields: readonly (keyof T & string)[] },
  ): DStream<T>

  /**
   * An object of each line of values with separators. A value may be quoted, and then has separators in it, and `""` for
   * a quote; it has no ends of lines in it, because these end lines. There is no header: filter it out.
   *
   * Order     kept
   * Errors    E_ARGUMENT; a line that has more or fewer values than there are columns fails its batch, unless `invalid` is
   *           'skip'
   *
   * @example
   * lines.csv({ columns: { city: 'text', north: 'number' } })
   * // batches [['Oslo,59.9'], ['"Paris, Texas",33.7']]
   * //  -> [[{ city: 'Oslo', north: 59.9 }], [{ city: 'Paris, Texas', north: 33.7 }]]
   */
  csv<const C extends Columns>(this: DStream<string>, options: CsvOptions<C>): DStream<CsvRow<C>>
}

function parsed(parent: DStream<any>, operator: Operator, parse: Parse, skips: boolean): DStream<any> {
  if (skips) {
    const rows = operator.place(skipping(parse))
    return derived(parent, operator, (rdd) => rdd.flatMap(rows))
  }
  const row = operator.place(parse)
  return derived(parent, operator, (rdd) => rdd.map(row))
}

const callerOf = (operator: Operator) => ({ site: () => operator.site })

export const text: TextOperators & ThisType<DStream<any>> = {
  words(options) {
    const operator = this.context.graph.define('words')
    const split = operator.place(splitter(options, callerOf(operator)))
    return derived(this as DStream<any>, operator, (rdd) => rdd.flatMap(split))
  },
  json(options?: JsonOptions) {
    const operator = this.context.graph.define('json')
    return parsed(this, operator, jsonParser(options, callerOf(operator)), options?.invalid === 'skip')
  },
  csv(options) {
    const operator = this.context.graph.define('csv')
    return parsed(this, operator, csvParser(options as CsvOptions, callerOf(operator)), options.invalid === 'skip')
  },
}

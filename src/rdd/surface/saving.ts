import { action } from '../given.ts'
import type { RDD } from '../rdd.ts'
import { type SaveOptions, saveParts, type WritePart, writeObjects, writeText } from '../saving.ts'

/**
 * Actions that write a directory of part files, one a partition, and `_SUCCESS` when all are there. A job that fails leaves
 * nothing.
 */
export interface SavingOperators {
  /**
   * Write each record as a line: text as it is, a pair as `(a,1)`, an object as JSON or as its own `toString` says.
   *
   * The second argument is the name of a codec, or options.
   *
   * Errors    E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, E_ARGUMENT for an unknown codec
   *
   * @example
   * await sc.parallelize(['a', 'b'], 1).saveAsTextFile('out/letters')
   * await sc.textFile('out/letters').collect()
   * // -> ['a', 'b']
   */
  saveAsTextFile(path: string, options?: string | SaveOptions): Promise<void>

  /**
   * Write the records so that `sc.objectFile` reads equal ones: everything that a structured clone keeps. Objects of
   * classes come back as plain objects.
   *
   * Errors    E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE; E_USER_FUNCTION for a record that cannot be cloned, such as a function
   *
   * @example
   * await sc.parallelize([{ at: new Date(0), n: 1n }]).saveAsObjectFile('out/objects')
   * await sc.objectFile('out/objects').collect()
   * // -> [{ at: new Date(0), n: 1n }]
   */
  saveAsObjectFile(path: string, options?: Omit<SaveOptions, 'codec'>): Promise<void>

  /** `saveAsObjectFile` under PySpark's name. */
  saveAsPickleFile(path: string, options?: Omit<SaveOptions, 'codec'>): Promise<void>
}

const save = (rdd: RDD<any>, operator: string, path: string, write: WritePart, options: SaveOptions): Promise<void> =>
  action(rdd, operator, (site) => saveParts(rdd, site, path, write, options))

export const savingOperators: SavingOperators & ThisType<RDD<any>> = {
  saveAsTextFile(path, options = {}) {
    return save(this, 'saveAsTextFile', path, writeText, typeof options === 'string' ? { codec: options } : options)
  },

  saveAsObjectFile(path, options = {}) {
    return save(this, 'saveAsObjectFile', path, writeObjects, options)
  },

  saveAsPickleFile(path, options = {}) {
    return save(this, 'saveAsPickleFile', path, writeObjects, options)
  },
}

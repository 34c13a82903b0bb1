import { badArgument } from '../arguments.ts'
import { type PipeOptions, piped } from '../pipe.ts'
import { oneToOne, placedAsync, RDD } from '../rdd.ts'
import { booleanSetting } from '../settings.ts'

/** The operator that hands records to a program outside. */
export interface PipeOperators<T> {
  /**
   * Start `command` once for each partition, write its records to it as lines, and take the lines that it writes.
   *
   * A command that is one text is split at white space, without a shell: quotes, pipes and variables mean nothing in it. An
   * array is the program and its arguments. The command runs in the environment of this process with `env` added.
   *
   * Shape     RDD<T> -> RDD<string>
   * Order     the command's
   * Errors    E_ARGUMENT; E_PIPE from the job when the command cannot be started, or ends with another code than 0 unless
   *           `checkCode` is false
   *
   * @example
   * sc.parallelize(['b', 'a'], 1).pipe('sort')
   * // -> ['a', 'b']
   */
  pipe(command: string | readonly string[], options?: PipeOptions<T>): RDD<string>
}

export const pipeOperators: PipeOperators<any> & ThisType<RDD<any>> = {
  pipe(command, options = {}) {
    const words = typeof command === 'string' ? command.trim().split(/\s+/) : Array.isArray(command) ? [...command] : []
    if (words.length === 0 || words[0] === '' || !words.every((word) => typeof word === 'string'))
      throw badArgument('pipe', 'the command is', command, 'a program and its arguments')
    const { processes } = this.context.environment
    const site = this.context.site('pipe')
    const showsRecords = booleanSetting(this.context.conf, 'millstream.errors.records')
    const f = this.context.at(site, () =>
      placedAsync(this, 'pipe', piped(words, options, { processes, site, showsRecords })),
    )
    return new RDD(this.context, {
      operator: 'pipe',
      site,
      dependencies: [oneToOne(this)],
      body: { kind: 'async', f },
      partitions: this.node.partitions,
    })
  },
}

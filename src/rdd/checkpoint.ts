import { placedError, StreamError } from '../kernel/errors.ts'
import { freshSeed } from '../kernel/random.ts'
import { thrownText } from '../kernel/thrown.ts'
import { PRIVATE } from '../program/hosts/host.ts'
import { joinPath } from '../storage/files.ts'
import { lacksRoom, writing } from '../storage/output-errors.ts'
import { partName } from '../storage/part-files.ts'
import type { SparkContext } from './context.ts'
import { outputOf } from './output-properties.ts'
import type { RDD } from './rdd.ts'
import { saveParts, writeObjects } from './saving.ts'
import type { PartitionSource } from './source.ts'

type Kind = 'reliable' | 'local'

interface Mark {
  readonly kind: Kind
  state: 'asked' | 'done'
  /** Directory of the files that hold the records. */
  directory: string | undefined
}

const marks = new WeakMap<RDD<any>, Mark>()

/** What is known of the checkpoint of an RDD; undefined when none was asked for. */
export const checkpointOf = (rdd: RDD<any>): Readonly<Mark> | undefined => marks.get(rdd)

/**
 * RDDs of a context that are to be checkpointed: their records are kept by the first job that computes them, and their
 * lineage is replaced by what was kept.
 *
 * They are held weakly, so one that no job ever computes costs nothing.
 */
export class Checkpoints {
  readonly #context: SparkContext
  readonly #asked = new Set<WeakRef<RDD<any>>>()
  #folder: string | undefined

  constructor(context: SparkContext) {
    this.#context = context
  }

  /** Errors    E_CHECKPOINT_DIR when the records are to go to files and no directory is set */
  ask(rdd: RDD<any>, kind: Kind): void {
    if (marks.has(rdd)) return
    if (kind === 'reliable' && this.#context.getCheckpointDir() === undefined)
      throw new StreamError('E_CHECKPOINT_DIR', 'no directory for checkpoints is set', {
        at: String(this.#context.site('checkpoint')),
        hint: 'Call sc.setCheckpointDir(path) first.',
      })
    marks.set(rdd, { kind, state: 'asked', directory: undefined })
    this.#asked.add(new WeakRef(rdd))
  }

  /**
   * Keep those that a job on `rdd` has just computed: the nearest ones, because they make the ones behind needless.
   *
   * A batch is not to fail because a disk is full: its results are there, and the next job tries again what is only to make
   * the lineage shorter. Another job fails.
   */
  async keep(rdd: RDD<any>, signal: AbortSignal | undefined): Promise<void> {
    if (this.#asked.size === 0 || this.#context.host?.isReplica === true) return
    await this.#context.within(`${PRIVATE}checkpoint`, () => this.#keepNearest(rdd, signal))
  }

  async #keepNearest(rdd: RDD<any>, signal: AbortSignal | undefined): Promise<void> {
    for (const [reference, due] of this.#nearest(rdd)) {
      // Taken off the list first: the job that keeps it comes by here, too.
      this.#asked.delete(reference)
      try {
        await this.#keepOne(due, signal)
      } catch (error) {
        this.#asked.add(reference)
        if (outputOf(this.#context.properties.all) === undefined || !lacksRoom(error)) throw error
        this.#context.logger.warn(
          `${due.node.site} keeps its lineage, and the next job tries again: ${thrownText(error)}`,
        )
      }
    }
  }

  #nearest(rdd: RDD<any>): Map<WeakRef<RDD<any>>, RDD<any>> {
    const asked = new Map<RDD<any>, WeakRef<RDD<any>>>()
    for (const reference of this.#asked) {
      const one = reference.deref()
      if (one === undefined) this.#asked.delete(reference)
      else asked.set(one, reference)
    }
    const found = new Map<WeakRef<RDD<any>>, RDD<any>>()
    const seen = new Set<RDD<any>>()
    const open = [rdd]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      const reference = asked.get(next)
      if (reference !== undefined) found.set(reference, next)
      else for (const dependency of next.dependencies) open.push(dependency.rdd)
    }
    return found
  }

  async #keepOne(rdd: RDD<any>, signal: AbortSignal | undefined): Promise<void> {
    const mark = marks.get(rdd) as Mark
    const source = mark.kind === 'local' ? await here(rdd, signal) : await this.#write(rdd, mark, signal)
    rdd.replaceNode({ dependencies: [], body: { kind: 'source', source } })
    mark.state = 'done'
    this.#context.backend.cut?.(rdd)
  }

  async #write(rdd: RDD<any>, mark: Mark, signal: AbortSignal | undefined): Promise<PartitionSource> {
    const { files } = this.#context.environment
    const directory = joinPath(this.#runFolder(), `rdd-${rdd.id}`)
    await this.#makeFolder(rdd)
    await saveParts(rdd, rdd.node.site, directory, writeObjects, { overwrite: true, signal })
    mark.directory = directory
    const paths = Array.from({ length: rdd.node.partitions }, (_, p) => [joinPath(directory, partName(p))])
    return { type: 'objects', files, paths }
  }

  async #makeFolder(rdd: RDD<any>): Promise<void> {
    const folder = this.#runFolder()
    try {
      await writing(folder, () => this.#context.environment.files.makeDirectory(folder))
    } catch (error) {
      throw placedError(error, rdd.node.site)
    }
  }

  /** Name of the folder, in the directory of checkpoints, that is this context's alone: each numbers its RDDs from 0. */
  get folder(): string {
    this.#folder ??= `${this.#context.startTime.toString(36)}-${freshSeed().toString(36)}`
    return this.#folder
  }

  #runFolder(): string {
    return joinPath(this.#context.getCheckpointDir() as string, this.folder)
  }
}

async function here(rdd: RDD<any>, signal: AbortSignal | undefined): Promise<PartitionSource> {
  const slices = await rdd.context.run<any, any[]>(rdd, { kind: 'collect' }, { signal })
  return { type: 'collection', slices }
}

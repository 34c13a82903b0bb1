import { type Code, isStreamError } from '../../kernel/errors.ts'
import type { Blamed, Narrowing, NarrowRequest } from '../../rdd/backend.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { OwnGround } from '../ground.ts'
import { JobRun } from '../job-run.ts'
import { type StageWork, TasksHere } from '../tasks.ts'
import type { FailedTask } from './failed-tasks.ts'
import { type Chosen, probeGround } from './probe-ground.ts'
import { type Reach, reachOf } from './reach.ts'
import { search } from './search.ts'

/** Errors that a record may be to blame for. All others come from the program itself, or from outside. */
const BLAMABLE: readonly Code[] = ['E_USER_FUNCTION', 'E_NOT_A_PAIR', 'E_NOT_A_NUMBER', 'E_NOT_COMPARABLE', 'E_KEY']

/** Records of inputs that are looked at, at most: all of them are in memory meanwhile. */
const MOST_RECORDS = 2_000_000

const COLLECT: StageWork = { kind: 'action', action: { kind: 'collect' }, at: undefined }
const COUNT: StageWork = { kind: 'action', action: { kind: 'count' }, at: undefined }

export interface NarrowParts {
  readonly ground: OwnGround
  /** False when states lie elsewhere. */
  readonly readsStates: boolean
  /** Leave records out from now on, and forget what was made with them. */
  readonly leaveOut: (blamed: readonly Blamed[], reach: Reach) => void
}

/** Find the records of inputs that are to blame for `error`, by running the task that failed over ever fewer of them. */
export async function narrow(parts: NarrowParts, error: unknown, request: NarrowRequest): Promise<Narrowing> {
  const task = parts.ground.failedTasks.of(error)
  if (task === undefined || !isStreamError(error, ...BLAMABLE)) return unknown('no record can be to blame for it')
  const reach = reachOf(task.rdd, task.partition, request.isInput)
  if (reach.inputs.size === 0) return unknown('it works on no records of inputs')
  if (reach.hasState && !parts.readsStates) return unknown('it reads state, which lies on the worker threads')
  return new Probes(parts, task, reach, request).narrow()
}

const unknown = (why: string): Narrowing => ({ kind: 'unknown', why })

/** A record by where it stands. */
type Place = Omit<Blamed, 'error'>

class Probes {
  readonly #parts: NarrowParts
  readonly #task: FailedTask
  readonly #reach: Reach
  readonly #request: NarrowRequest
  #work: StageWork

  constructor(parts: NarrowParts, task: FailedTask, reach: Reach, request: NarrowRequest) {
    this.#parts = parts
    this.#task = task
    this.#reach = reach
    this.#request = request
    this.#work = task.work
  }

  async narrow(): Promise<Narrowing> {
    if ((await this.#count()) > MOST_RECORDS) return unknown(`it works on more than ${MOST_RECORDS} records`)
    const places = await this.#read()
    await this.#chooseWork(places)
    const found = await search(
      { size: places.length, run: (a, b, without) => this.#run(places, a, b, without) },
      this.#request.most,
    )
    if (found.kind === 'without records') return unknown('it fails without any record as well')
    if (found.kind !== 'found') return { kind: found.kind }
    const records = [...found.records]
      .sort(([a], [b]) => a - b)
      .map(([i, error]) => ({ ...(places[i] as Place), error }))
    return { kind: 'found', records, leaveOut: () => this.#parts.leaveOut(records, this.#reach) }
  }

  async #count(): Promise<number> {
    let sum = 0
    for (const [rdd, parts] of this.#reach.inputs)
      for (const p of parts) sum += (await this.#ask(rdd, p, COUNT)) as number
    return sum
  }

  /** All records of the inputs that are not left out already. */
  async #read(): Promise<readonly Place[]> {
    const places: Place[] = []
    for (const [rdd, parts] of this.#reach.inputs)
      for (const partition of [...parts].sort((a, b) => a - b)) {
        const left = this.#parts.ground.omissions.of(rdd, partition)
        const records = (await this.#ask(rdd, partition, COLLECT)) as readonly unknown[]
        for (const [index, record] of records.entries())
          if (left?.has(index) !== true) places.push({ rdd, partition, index, record })
      }
    return places
  }

  /** Functions that act on the outside are not called when it is not they that fail. */
  async #chooseWork(places: readonly Place[]): Promise<void> {
    const { work } = this.#task
    if (work.kind === 'map' || (work.action.kind !== 'each' && work.action.kind !== 'partition')) return
    this.#work = COUNT
    if ((await this.#run(places, 0, places.length, new Map())) === undefined) this.#work = work
  }

  async #run(
    places: readonly Place[],
    from: number,
    to: number,
    without: ReadonlyMap<number, unknown>,
  ): Promise<object | undefined> {
    const { rdd, partition } = this.#task
    try {
      await this.#ask(rdd, partition, this.#work, chosenOf(this.#reach, places, from, to, without))
      return undefined
    } catch (error) {
      if (isStreamError(error, ...BLAMABLE)) return error
      throw error
    }
  }

  async #ask(rdd: RDD<any>, partition: number, work: StageWork, chosen: Chosen = new Map()): Promise<unknown> {
    const ground = probeGround(this.#parts.ground, this.#reach.affected, chosen)
    const { check } = this.#request
    const begin = () => ({ stageId: -1, site: rdd.node.site, tasks: 1, active: 0, completed: 0, failed: 0 })
    return new JobRun(ground, new TasksHere(ground), { check }, begin).task(rdd, partition, work)
  }
}

/** Every partition of an input has some records, or none. */
function chosenOf(
  { inputs }: Reach,
  places: readonly Place[],
  from: number,
  to: number,
  without: ReadonlyMap<number, unknown>,
): Chosen {
  const chosen = new Map([...inputs].map(([rdd, parts]) => [rdd, new Map([...parts].map((p) => [p, [] as unknown[]]))]))
  for (let i = from; i < to; i++) {
    const { rdd, partition, record } = places[i] as Place
    if (!without.has(i)) chosen.get(rdd)?.get(partition)?.push(record)
  }
  return chosen
}

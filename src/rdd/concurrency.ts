/** Records as they come; nothing is asked of them before it can be worked on. */
export type Incoming = AsyncIterable<any> | Iterable<any>

/** Call `f` on each record, at most `limit` calls at a time, and yield the answers in the order of the records. */
export async function* inOrder(
  records: Incoming,
  f: (record: any) => Promise<any>,
  limit: number,
): AsyncGenerator<any[]> {
  const running: Promise<any>[] = []
  for await (const record of records) {
    running.push(begun(f, record))
    if (running.length >= limit) yield [await running.shift()]
  }
  while (running.length > 0) yield [await running.shift()]
}

/** A call whose failure is thrown when its turn comes; until then nobody listens to it. */
function begun(f: (record: any) => Promise<any>, record: any): Promise<any> {
  const call = f(record)
  call.catch(() => {})
  return call
}

/** As `inOrder`, with the answers in the order in which they are there. */
export async function* asCompleted(
  records: Incoming,
  f: (record: any) => Promise<any>,
  limit: number,
): AsyncGenerator<any[]> {
  const calls = new Calls()
  for await (const record of records) {
    calls.begin(f(record))
    while (calls.running >= limit) await calls.change()
    if (calls.hasDone) yield calls.takeDone()
  }
  while (calls.running > 0) {
    await calls.change()
    if (calls.hasDone) yield calls.takeDone()
  }
  if (calls.hasDone) yield calls.takeDone()
}

/** Calls that are running, and answers of those that are done. */
class Calls {
  running = 0
  #done: any[] = []
  #failure: { readonly error: unknown } | undefined
  #wake: () => void = () => {}

  begin(call: Promise<any>): void {
    this.running++
    call
      .then(
        (answer) => this.#done.push(answer),
        (error) => {
          this.#failure ??= { error }
        },
      )
      .then(() => {
        this.running--
        this.#wake()
      })
  }

  /** Wait until a call is over. */
  async change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#check()
  }

  get hasDone(): boolean {
    this.#check()
    return this.#done.length > 0
  }

  takeDone(): any[] {
    const done = this.#done
    this.#done = []
    return done
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}

/** Threads as an interface: workers/node-threads.ts starts real ones. */
export interface Threads {
  /** Start a thread that runs `module` and is given `data`. */
  start(module: URL, data: unknown, events: ThreadEvents, limits?: ThreadLimits): Thread
}

export interface ThreadLimits {
  /** Bytes that its objects may take; undefined is what the engine of the language takes by itself. */
  readonly memory: number | undefined
}

export interface ThreadEvents {
  message(message: unknown): void
  /** The thread is gone: it was stopped, it ended itself, or it died of `why`. Called once, and nothing after it. */
  ended(why: unknown): void
}

export interface Thread {
  /** Send a message: a structured clone. Throws when it cannot be cloned. */
  post(message: unknown): void
  /** Whether the process stays alive for the thread. At first it does. */
  keepAlive?(keeps: boolean): void
  /** End the thread, wherever it is. Resolves when it is gone. */
  stop(): Promise<void>
}

/** The other end, inside of a thread. */
export interface ThreadPort {
  readonly data: unknown
  post(message: unknown): void
  /** End this thread, after what was posted. Does not come back. */
  end(): never
  /** Who is told of messages, in order; set once. */
  listen(receive: (message: unknown) => void): void
}

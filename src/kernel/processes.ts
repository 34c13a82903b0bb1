/** Child processes as an interface: workers/node-processes.ts starts real ones. */
export interface Processes {
  /** Start `command` (program and arguments, never through a shell). */
  spawn(command: readonly string[], options: SpawnOptions): ChildProcess
  /** This process. */
  self(): ProcessIdentity
  /** True unless it is known that the process has ended. Of another machine nothing is known, and it counts as ended. */
  isRunning(process: ProcessIdentity): boolean
}

/** What tells a process from all others, also from a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** Of the start of the machine, and of the process; empty where the system does not tell. */
  readonly boot: string
  readonly started: string
}

export interface SpawnOptions {
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
}

export interface ChildProcess {
  /** Write to the standard input of the child; resolves when it wants more. Rejects when it is gone. */
  write(bytes: Uint8Array): Promise<void>
  endInput(): void
  /** Standard output, as it comes. */
  readonly output: AsyncIterable<Uint8Array>
  /** The last few KiB of standard error, when the child has ended. */
  readonly errors: Promise<string>
  /** Code of its end, or the name of the signal that ended it. Rejects when it could not be started. */
  readonly ended: Promise<number | string>
  kill(): void
}

/** Processes that share this one's terminal, working directory and environment. */
export interface Companions {
  /** Start a module of JavaScript or TypeScript, with the options of Node that this process has. */
  start(module: URL, args: readonly string[], events: CompanionEvents): Companion
}

export interface Companion {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined
  /** What is sent to one that has ended is lost. */
  send(message: unknown): void
  kill(signal: string): void
}

export interface CompanionEvents {
  message(message: unknown): void
  /** Comes once, behind all messages: the code of its end, or the name of the signal that ended it. */
  ended(end: number | string): void
  /** It could not be started. */
  failed(error: Error): void
}

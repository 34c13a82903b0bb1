/** Child processes as an interface: workers/node-processes.ts starts real ones. */
export interface Processes {
  /** Start `command` (program and arguments, never through a shell). */
  spawn(command: readonly string[], options: SpawnOptions): ChildProcess
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

/** Runs the command line as its users do: in a process of its own, on program files outside of any project. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Commands that a test which failed may have left behind. */
const running = new Set<ChildProcess>()

/** A folder for the programs of a test file, removed when its tests are over. */
export function programs(): { readonly folder: string; write(name: string, text: string): string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millstream-cli-test-')))
  after(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }
  return { folder, write }
}

/** A command that runs. Whatever happens to the test, it is over after a minute. */
export class Running {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly code: Promise<number | string | null>
  readonly #waiting = new Set<() => void>()

  /** `detached`: it leads a process group of its own. */
  constructor(
    args: readonly string[],
    input?: string | Uint8Array,
    environment: Readonly<Record<string, string>> = {},
    { detached = false, encoding = 'utf8' as BufferEncoding } = {},
  ) {
    const env = { ...process.env, ...environment }
    this.child = spawn(process.execPath, [MAIN, ...args], { timeout: 60_000, stdio: 'pipe', env, detached })
    running.add(this.child)
    this.child.stdout?.setEncoding(encoding).on('data', (text: string) => this.#note('stdout', text))
    this.child.stderr?.setEncoding(encoding).on('data', (text: string) => this.#note('stderr', text))
    if (input !== undefined) this.child.stdin?.end(input)
    this.code = new Promise((resolve) =>
      this.child.on('close', (code, signal) => {
        running.delete(this.child)
        resolve(code ?? signal)
        for (const wake of this.#waiting) wake()
      }),
    )
  }

  #note(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text
    for (const wake of this.#waiting) wake()
  }

  /** Resolves when what was written so far fits; rejects when the command ends without it. */
  async until(fits: (command: this) => boolean): Promise<void> {
    while (!fits(this)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`the command ended with ${this.child.exitCode}:\n${this.stdout}\n${this.stderr}`)
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }
}

/** The port that `millstream nc` says it listens on. */
export async function portOf(command: Running): Promise<number> {
  await command.until(({ stderr }) => /^listening on .*\n/m.test(stderr))
  return Number(/:(\d+)\n/.exec(command.stderr)?.[1])
}

/** Run a command to its end. */
export async function millstream(...args: string[]): Promise<{ stdout: string; stderr: string; code: unknown }> {
  const command = new Running(args, '')
  const code = await command.code
  return { stdout: command.stdout, stderr: command.stderr, code }
}

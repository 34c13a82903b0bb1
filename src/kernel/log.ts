import { thrownText } from './thrown.ts'

/** Where notices for the operator of a program go. One line an event; never on the data path. */
export interface Logger {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string, error?: unknown): void
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'off'] as const
/** From the most talkative level to silence. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A logger that writes lines `WARN message` through `write`, from `level` on. */
export class LineLogger implements Logger {
  level: LogLevel
  readonly #write: (line: string) => void

  constructor(write: (line: string) => void, level: LogLevel = 'warn') {
    this.#write = write
    this.level = level
  }

  debug(message: string): void {
    this.#log('debug', message)
  }

  info(message: string): void {
    this.#log('info', message)
  }

  warn(message: string): void {
    this.#log('warn', message)
  }

  error(message: string, error?: unknown): void {
    this.#log('error', error === undefined ? message : `${message}: ${thrownText(error)}`)
  }

  #log(level: LogLevel, message: string): void {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(this.level)) return
    this.#write(`${level.toUpperCase()} ${message}`)
  }
}

/** Lines to standard error: standard output belongs to the program. */
export const consoleLogger = (level: LogLevel = 'warn'): LineLogger =>
  new LineLogger((line) => console.error(line), level)

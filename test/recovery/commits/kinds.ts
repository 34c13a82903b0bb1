import { durableFile } from './durable-file.ts'
import { floor } from './floor.ts'
import { letters } from './letters.ts'
import { log, sealedLog } from './log.ts'
import { manifest } from './manifest.ts'
import { received } from './received.ts'
import { everyState, type States } from './states.ts'

/** What the engine commits, each of them through all its states. */
export const COMMITS = {
  log: (seed: number): Promise<States> => everyState(log, seed),
  sealed: (seed: number): Promise<States> => everyState(sealedLog, seed),
  file: (seed: number): Promise<States> => everyState(durableFile, seed),
  floor: (seed: number): Promise<States> => everyState(floor, seed),
  manifest: (seed: number): Promise<States> => everyState(manifest, seed),
  received: (seed: number): Promise<States> => everyState(received, seed),
  letters: (seed: number): Promise<States> => everyState(letters, seed),
}

export type CommitKind = keyof typeof COMMITS

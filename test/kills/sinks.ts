import { Bank } from './bank.ts'
import { CommittedFiles } from './committed-files.ts'
import { KeyedStore } from './keyed-store.ts'
import { OwnFiles } from './own-files.ts'

/** Something outside of the program that takes its lines, and remembers what became visible when. */
export interface Sink {
  /** What the job is told. */
  readonly args: OutputArgs
  /** Lines that became visible since the last look, in order. Throws when something that was visible has changed. */
  look(): readonly Visible[]
  /** Look at all of it once more, when the program has ended in good order. Throws what is wrong. */
  check(): void
  close(): void
}

export interface Visible {
  readonly line: string
  /** The batch that it is in, for messages. */
  readonly where: string
}

export type OutputArgs =
  | { readonly kind: 'own' | 'files'; readonly directory: string }
  | { readonly kind: 'bank'; readonly port: number }
  | { readonly kind: 'keyed'; readonly port: number }

export const SINKS: Readonly<Record<OutputArgs['kind'], (folder: string) => Sink | Promise<Sink>>> = {
  own: (folder) => new OwnFiles(`${folder}/out`),
  files: (folder) => new CommittedFiles(`${folder}/out`),
  bank: () => Bank.open(),
  keyed: () => KeyedStore.open(),
}

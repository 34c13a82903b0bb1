import type { Killing } from './killing.ts'

type Cell = Omit<Killing, 'random' | 'kills'>

const SOURCES = ['files', 'socket', 'sending'] as const
const SINKS = ['own', 'files', 'bank', 'keyed'] as const
const CELLS = SOURCES.length * SINKS.length

/** Every source with every sink. */
const cellsOf = (master: string): Cell[] => SOURCES.flatMap((source) => SINKS.map((sink) => ({ source, sink, master })))

/** Of `kills`, those of one cell: where worker threads run a process costs twice as much, so there are fewer. */
export const cells = (kills: number): Omit<Killing, 'random'>[] => [
  ...cellsOf('local').map((cell) => ({ ...cell, kills: Math.ceil((kills * 3) / 4 / CELLS) })),
  ...cellsOf('local[2]').map((cell) => ({ ...cell, kills: Math.ceil(kills / 4 / CELLS) })),
]

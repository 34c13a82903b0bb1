import { writeSync } from 'node:fs'
import { POINTS, type Point } from './points.ts'
import type { Watch } from './watched-files.ts'

/** When a process sends a signal to itself. */
export interface Strike {
  /** Name of a point. */
  readonly point: string
  readonly when: 'before' | 'after'
  /** The first time that it comes to it is 1. */
  readonly nth: number
  readonly signal: 'SIGKILL' | 'SIGSTOP'
}

/** What a process says just before. */
export const struck = ({ point, when }: Strike): string => `struck ${when} ${point}`

/** Watches a process for the moment of its strike. Paths are told below `folder`. */
export function striking(strike: Strike | undefined, folder: string): Watch {
  if (strike === undefined) return () => {}
  const pointOf = (name?: string): Point | undefined => POINTS.find((point) => point.name === name)
  const [point, behind] = [pointOf(strike.point) as Point, pointOf(pointOf(strike.point)?.behind)]
  const below = (path = ''): string => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path)
  let [left, isNear] = [strike.nth, behind === undefined]
  return (when, call) => {
    const [path, to] = [below(call.path), below(call.to)]
    if (behind?.matches(call, path, to)) isNear = true
    if (!isNear || !point.matches(call, path, to)) return
    if (when === 'after') isNear = behind === undefined
    if (when !== strike.when || --left !== 0) return
    writeSync(1, `${struck(strike)}\n`)
    process.kill(process.pid, strike.signal)
  }
}

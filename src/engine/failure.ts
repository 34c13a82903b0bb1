import { placedError, StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { isKind, thrownText } from '../kernel/thrown.ts'
import { Fault, ThrownFor } from '../rdd/faults.ts'
import { promiseError } from '../rdd/user-failure.ts'
import type { Attempt } from './attempt.ts'
import { Unplanned } from './unplanned.ts'

/** Where a function was at work when something was thrown. */
export interface Scene {
  readonly site: Site
  readonly attempt: Attempt
  /** The record that the function was given, as the one item of a list; none when it was not called for a record. */
  readonly record: readonly unknown[]
  readonly showRecords: boolean
}

/**
 * What is to be thrown for something that was thrown inside a function of the user. Errors of our own pass; one that does
 * not know its place was raised by what the function called, so that is its place.
 */
export function failureOf(thrown: unknown, scene: Scene): unknown {
  if (isKind(thrown, Unplanned)) return thrown
  if (StreamError.is(thrown)) return placedError(thrown, scene.site)
  if (isKind(thrown, ThrownFor)) return failureOf(thrown.thrown, { ...scene, record: [thrown.record] })
  if (isKind(thrown, Fault)) return faultError(thrown, scene)
  return new StreamError('E_USER_FUNCTION', `${thrownText(thrown)} ${sceneText(scene)}`, {
    at: String(scene.site),
    cause: thrown,
  })
}

/** `(record 3, partition 0, attempt 4 of 4)` */
function sceneText({ record, attempt, showRecords }: Scene): string {
  const shown = record.length > 0 && showRecords ? `record ${show(record[0], 200)}, ` : ''
  return `(${shown}partition ${attempt.partition}, attempt ${attempt.number} of ${attempt.limit})`
}

function faultError(fault: Fault, scene: Scene): StreamError {
  const at = String(scene.site)
  const { operator } = scene.site
  const shown = scene.showRecords ? show(fault.value, 200) : `a value of type ${typeof fault.value}`
  if (fault.kind === 'not a pair')
    return new StreamError('E_NOT_A_PAIR', `${operator} was given ${shown} where it needs a [key, value] pair`, {
      at,
      hint: 'Make pairs with map((x) => [key, value]) first.',
    })
  if (fault.kind === 'not a number')
    return new StreamError('E_NOT_A_NUMBER', `${operator} was given ${shown} where it needs a number`, {
      at,
      hint: 'Make numbers with map(Number) first, and leave out what is none.',
    })
  if (fault.kind === 'a promise') return promiseError(scene.site)
  return new StreamError(
    'E_USER_FUNCTION',
    `the function of ${operator} answered ${shown} where it needs an iterable ${sceneText(scene)}`,
    {
      at,
      hint: 'Answer an array or another iterable; [] for nothing.',
    },
  )
}

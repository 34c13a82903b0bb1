import nodeCrypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { StreamError } from '../kernel/errors.ts'
import { Site } from '../kernel/site.ts'

/**
 * Make the clock and randomness of this process throw E_NOT_DETERMINISTIC, naming the line that asked, until the
 * returned function is called. Calling that twice is harmless.
 *
 * Only for a piece of synchronous code: whatever else runs in the process would stumble over them too. The clock of the
 * package itself goes on working, because contexts note when they were made.
 */
export function setTripwires(job: string): () => void {
  const undo = [patch(globalThis, 'Date', guardedDate(Date, job)), ...SOURCES.map((source) => guard(source, job))]
  syncBuiltinESMExports()
  return () => {
    for (const step of undo.splice(0).reverse()) step()
    syncBuiltinESMExports()
  }
}

/** A function that answers differently each time: where it stands, its key, and how people call it. */
type Source = readonly [owner: object, key: string, label: string]

const SOURCES: readonly Source[] = [
  [Math, 'random', 'Math.random'],
  [performance, 'now', 'performance.now'],
  [process, 'hrtime', 'process.hrtime'],
  [globalThis.crypto, 'randomUUID', 'crypto.randomUUID'],
  [globalThis.crypto, 'getRandomValues', 'crypto.getRandomValues'],
  // The functions of node:crypto. An `import { randomUUID } from 'node:crypto'` sees them after syncBuiltinESMExports.
  ...['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync'].map(
    (key): Source => [nodeCrypto, key, `crypto.${key}`],
  ),
]

function guard([owner, key, label]: Source, job: string): () => void {
  const original = Reflect.get(owner, key) as (...args: unknown[]) => unknown
  const guarded = (...args: unknown[]): unknown => {
    if (!calledByOurClock()) throw tripped(label, job)
    return original.apply(owner, args)
  }
  return patch(owner, key, Object.assign(guarded, original.name === 'hrtime' ? { bigint: guarded } : {}))
}

/** Date as it is, except that it does not know the present. */
function guardedDate(real: DateConstructor, job: string): DateConstructor {
  const now = (): number => {
    if (!calledByOurClock()) throw tripped('Date.now', job)
    return real.now()
  }
  return new Proxy(real, {
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    apply: () => {
      throw tripped('Date()', job)
    },
    construct: (target, args, newTarget) => {
      if (args.length === 0) throw tripped('new Date()', job)
      return Reflect.construct(target, args, newTarget)
    },
  })
}

/** Put `value` in the place of a property; the returned function puts back exactly what was there, or nothing. */
function patch(owner: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key)
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  })
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key)
    else Object.defineProperty(owner, key, before)
  }
}

const TRIPWIRES = /\/program\/tripwires\.[jt]s:/
const CLOCK = /\/kernel\/clock\/system\.[jt]s:/

/** Looks at the one frame that called the guarded function. */
function calledByOurClock(): boolean {
  const frames = (new Error().stack ?? '').replaceAll('\\', '/').split('\n').slice(1)
  return CLOCK.test(frames.find((frame) => !TRIPWIRES.test(frame)) ?? '')
}

const tripped = (label: string, job: string): StreamError =>
  new StreamError(
    'E_NOT_DETERMINISTIC',
    `it was called while '${job}' was being built, and every host builds it again`,
    {
      at: String(Site.here(label)),
      hint: 'Ask in prepare and hand the answer to build.',
    },
  )

/**
 * Chains as loops of generated code: the only place of the package where text becomes code.
 *
 * The text is made from the kinds of the ops and from nothing else. Functions and values of the user come in as
 * parameters, so no text of the user is ever compiled. For `map` and `filter` into `count` it reads
 *
 *     return function chain(records, start, s, trace, end) {
 *       let at = -1, v0, n = s.count
 *       try {
 *         for (let i = start; i < end; i++) {
 *           v0 = records[i]
 *           at = 0; const v1 = f0(v0)
 *           at = 1; if (f1(v1)) { const v2 = v1; n++ }
 *         }
 *       } catch (e) { throw trace.fail(e, at, [v0, v0][at], [0, 0][at]) }
 *       s.count = n
 *       return false
 *     }
 *
 * `at` says which op was at work when something is thrown. Values between two ops live only inside the loop, so that V8
 * need not make the objects among them; only the anchors, values that were there before (the input's records, the items
 * of a `flatMap`), are known when something is thrown, and with them the op that they were given to.
 */

import { isPair, iterableOf, notPair, settled } from '../../rdd/faults.ts'
import { anchorsOf, stepsOf } from './anchors.ts'
import { FRAMES, SINKS } from './generate-sinks.ts'
import type { AnyFunction, Loop, Op, Pull } from './op.ts'

/** How the loop gets its records, and whether it pushes them into a sink or yields them. */
export type Form = 'array' | 'iterable' | 'pull'

const SUPPORT = { isPair, iterableOf, notPair, settled }

let allowed: boolean | undefined

/** False where the process forbids code from text (`--disallow-code-generation-from-strings`). */
export function canGenerate(): boolean {
  if (allowed !== undefined) return allowed
  try {
    allowed = new Function('return true')() === true
  } catch {
    allowed = false
  }
  return allowed
}

export type Factory = (functions: readonly AnyFunction[]) => Loop | Pull

/**
 * What makes loops of this form from the functions of a chain. All loops of one factory share what V8 learns of their
 * calls; a factory with a `name` of its own shares it with nobody. A `numeric` one is for sums that are numbers at first.
 */
export function factory(ops: readonly Op[], form: Form, name: string, numeric = false): Factory {
  const parameters = ops.map((_, k) => `f${k}`)
  const make = new Function('support', ...parameters, loopText(ops, form, name, numeric)) as AnyFunction
  return (functions) => make(SUPPORT, ...functions)
}

export function loopText(ops: readonly Op[], form: Form, name: string, numeric: boolean): string {
  const anchors = anchorsOf(ops)
  const [open, close] = FRAMES[ops[stepsOf(ops)] as Op]?.(numeric) ?? ['', '']
  // With one op more, because the items of a last flatMap are values that are kept, too.
  const variables = [...new Set(anchorsOf([...ops, 'collect']))].map((k) => `v${k}`).join(', ')
  return `'use strict'
// ${name}
const { isPair, iterableOf, notPair, settled } = support
return function${form === 'pull' ? '*' : ''} chain(${form === 'pull' ? 'records, trace' : 'records, start, s, trace, end'}) {
  let at = -1, first = true, ${form === 'array' ? '' : 'left = trace.beat(), '}${variables}
  ${open}
  try {
    ${HEADS[form]}
      ${bodyText(ops, 0, form)}
      ${form === 'array' ? '' : 'at = -1; first = false'}
    }
  } catch (e) {
    throw trace.fail(e, at, [${anchors.map((k) => `v${k}`).join(', ')}][at], [${anchors.join(', ')}][at])
  }
  ${close}
  ${form === 'pull' ? '' : 'return false'}
}`
}

const HEADS: Readonly<Record<Form, string>> = {
  array: 'for (let i = start; i < end; i++) { v0 = records[i]',
  iterable: 'for (v0 of records) { if (--left === 0) left = trace.beat()',
  pull: 'for (v0 of records) { if (--left === 0) left = trace.beat()',
}

/** Code for the ops from number `k` on, for the record in `v<k>`. */
function bodyText(ops: readonly Op[], k: number, form: Form): string {
  const op = ops[k]
  if (op === undefined) return `yield v${k}`
  const sink = SINKS[op]
  return sink === undefined ? stepText(ops, k, form) : sink(k, checkedIn(form), form)
}

/** The first record of an array is run elsewhere, with a look at what the functions answer; otherwise that is here. */
const checkedIn =
  (form: Form) =>
  (call: string): string =>
    form === 'array' ? call : `(first ? settled(${call}) : ${call})`

function stepText(ops: readonly Op[], k: number, form: Form): string {
  const [f, v, next] = [`f${k}`, `v${k}`, `v${k + 1}`]
  const checked = checkedIn(form)
  const pair = `if (!isPair(${v})) throw notPair(${v});`
  const rest = bodyText(ops, k + 1, form)
  switch (ops[k]) {
    case 'map':
      return `at = ${k}; const ${next} = ${checked(`${f}(${v})`)}; ${rest}`
    case 'filter':
      return `at = ${k}; if (${checked(`${f}(${v})`)}) { const ${next} = ${v}; ${rest} }`
    case 'mapValues':
      return `at = ${k}; ${pair} const ${next} = [${v}[0], ${checked(`${f}(${v}[1])`)}]; ${rest}`
    case 'flatMap':
      return `at = ${k}; ${itemsText(ops, k, `${f}(${v})`, `${next} = item${k}; ${rest}`)}`
    default:
      return `at = ${k}; ${pair} const key${k} = ${v}[0]; ${itemsText(ops, k, `${f}(${v}[1])`, `${next} = [key${k}, item${k}]; ${rest}`)}`
  }
}

/**
 * A loop over the items that a function answered. An array is run through by index; the text of the rest is then there
 * twice, so only the first of several nested loops has that form.
 */
function itemsText(ops: readonly Op[], k: number, items: string, rest: string): string {
  const nested = anchorsOf(ops.slice(0, k + 1))[k] !== 0
  const general = `for (const item${k} of iterableOf(items${k})) { ${rest}; at = ${k} }`
  if (nested) return `{ const items${k} = ${items}; ${general} }`
  return `{ const items${k} = ${items}
    if (Array.isArray(items${k})) for (let j${k} = 0; j${k} < items${k}.length; j${k}++) { const item${k} = items${k}[j${k}]; ${rest} }
    else ${general} }`
}

/** What a function of a user may throw, and how it is to be read in the error that comes of it. */
export interface Thing {
  readonly name: string
  readonly make: () => unknown
  readonly text: string
}

const boom = (): never => {
  throw new Error('a trap was called')
}

/** Every trap of a proxy: whoever looks at it throws. */
const traps: ProxyHandler<any> = new Proxy({}, { get: () => boom })

export function circular(): object {
  const knot: { self?: unknown } = {}
  knot.self = knot
  return knot
}

export function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function deep(depth: number): Error {
  let error = new Error('the first cause')
  for (let i = 0; i < depth; i++) error = new Error('deep', { cause: error })
  return error
}

function cyclic(): Error {
  const [a, b] = [new Error('a'), new Error('b')]
  return Object.assign(a, { cause: Object.assign(b, { cause: a }) })
}

const withProperty = (name: string, property: PropertyDescriptor): Error =>
  Object.defineProperty(new Error('odd'), name, property)

export const THINGS: readonly Thing[] = [
  { name: 'an error', make: () => new Error('no luck'), text: 'no luck' },
  { name: 'an error of another kind', make: () => new RangeError('too far'), text: 'RangeError: too far' },
  { name: 'undefined', make: () => undefined, text: 'threw undefined' },
  { name: 'null', make: () => null, text: 'threw null' },
  { name: 'false', make: () => false, text: 'threw false' },
  { name: 'a string', make: () => 'oh', text: "threw 'oh'" },
  { name: 'a number', make: () => -0, text: 'threw -0' },
  { name: 'a symbol', make: () => Symbol('odd'), text: 'threw Symbol(odd)' },
  { name: 'a function', make: () => boom, text: 'threw [Function: boom]' },
  { name: 'a frozen object', make: () => Object.freeze({ code: 7 }), text: 'threw { code: 7 }' },
  { name: 'an object without a prototype', make: () => Object.create(null), text: 'threw [Object: null prototype] {}' },
  { name: 'a circular object', make: circular, text: 'threw <ref *1> { self: [Circular *1] }' },
  {
    name: 'an object whose getters, toString and toJSON throw',
    make: () => Object.defineProperties({ toString: boom, toJSON: boom }, { then: { get: boom, enumerable: true } }),
    text: 'threw { toString: [Function: boom], toJSON: [Function: boom], then: [Getter] }',
  },
  { name: 'a revoked proxy', make: revoked, text: 'threw something that cannot be read' },
  {
    name: 'a proxy whose traps throw',
    make: () => new Proxy({ a: 1 }, traps),
    text: 'threw something that cannot be read',
  },
  {
    name: 'a proxy of an error whose traps throw',
    make: () => new Proxy(new Error('hidden'), traps),
    text: 'threw something that cannot be read',
  },
  { name: 'an error with a message of 10 MB', make: () => new Error(HUGE), text: `${'x'.repeat(2000)}…` },
  {
    name: 'an error whose message could move a terminal',
    make: () => new Error('\u001b[2Jgone\r\nE_FORGED at map: '),
    text: '\\u001b[2Jgone\\r\\nE_FORGED at map: ',
  },
  { name: 'a frozen error', make: () => Object.freeze(new Error('cold')), text: 'cold' },
  { name: 'an error without a stack', make: () => withProperty('stack', { value: undefined }), text: 'odd' },
  { name: 'an error whose stack is no text', make: () => withProperty('stack', { value: 7 }), text: 'odd' },
  { name: 'an error whose stack throws', make: () => withProperty('stack', { get: boom }), text: 'odd' },
  { name: 'an error without a message', make: () => new Error(), text: 'Error' },
  {
    name: 'an error whose message throws',
    make: () => withProperty('message', { get: boom }),
    text: 'threw something that cannot be read',
  },
  {
    name: 'several errors in one',
    make: () => new AggregateError([new Error('a'), null, new Proxy({}, traps), 4], 'all'),
    text: 'AggregateError: all [a; threw null; threw something that cannot be read; and 1 more]',
  },
  { name: 'an error with a long chain of causes', make: () => DEEP, text: 'deep' },
  { name: 'an error that is the cause of its cause', make: cyclic, text: 'a' },
]

const DEEP = deep(10_000)
const HUGE = 'x'.repeat(10 * 1024 * 1024)

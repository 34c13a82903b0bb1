import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holds } from '../../../test/streaming/seeded.ts'
import { decode, decodeColumns, encodePairs, encodeRecords } from './exchange.ts'
import { KeyReceiver } from './key-receiver.ts'
import { type KeyedFrame, KeySender } from './key-sender.ts'
import { KeySlots } from './key-slots.ts'

const FILE = 'src/engine/exchange/exchange.property.test.ts'

/** Any string of UTF-16 units, lone surrogates too. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '__proto__', 'constructor', '\ud800', '\0'),
)
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(-0, 0, Number.NaN, 2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 53 + 2, -(2 ** 53) - 2),
)
const anything = fc.anything({
  key: text,
  values: [text, number, fc.boolean(), fc.constantFrom(undefined, null)],
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 3,
})
/** Values of one kind, so that the typed forms are met, now and then with a stranger. */
const side = fc.oneof(
  fc.constant(text),
  fc.constant(number),
  fc.constant(fc.integer()),
  fc.constant(anything),
  fc.constant(fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: anything })),
  fc.constant(fc.tuple(text, number)),
  fc.constant(fc.record({ id: number, name: text, ok: fc.boolean() }, { noNullPrototype: true })),
)
const pairsOf = (keys: fc.Arbitrary<unknown>, values: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(keys, values), { maxLength: 40 })
const manyPairs = fc.tuple(side, side).chain(([keys, values]) => pairsOf(keys, values))

test('records and pairs come back as they went', { timeout: 60_000 }, async (t) => {
  const property = fc.asyncProperty(manyPairs, fc.boolean(), async (pairs, shared) => {
    const copies = structuredClone(pairs)
    assert.deepEqual(decode(encodePairs(pairs, { shared })), copies)
    assert.deepEqual(decode(encodeRecords(pairs, { shared })), copies)
    const keys = pairs.map(([key]) => key)
    const frame = encodeRecords(keys, { shared })
    assert.deepEqual(decode(frame), structuredClone(keys))
    const columns = decodeColumns(encodePairs(pairs, { shared }))
    assert.deepEqual(Array.from(columns.values), structuredClone(pairs.map(([, value]) => value)))
  })
  await holds(t, FILE, property, 400)
})

/** Keys of a few kinds out of a small range, so that they come again. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.nat(30).map((n) => `word ${n}`) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(0, -0, 1, Number.NaN, null, undefined, 5n, true, '\ud800') },
  { weight: 2, arbitrary: fc.nat(5).map((n) => [`word ${n}`, n]) },
  { weight: 1, arbitrary: fc.nat(3).map((n) => ({ n, m: -0 })) },
)
const plainKey = fc.nat(3).map((n) => new Date(n))
type Step = 'send' | 'lose' | 'read an old one' | 'replace receiver' | 'replace sender'
const step = fc.record({
  what: fc.constantFrom<Step>('send', 'send', 'send', 'lose', 'read an old one', 'replace receiver', 'replace sender'),
  pairs: pairsOf(fc.oneof({ weight: 30, arbitrary: key }, { weight: 1, arbitrary: plainKey }), number),
  old: fc.nat(),
})

test('frames are read as they were sent, whatever is lost, repeated or replaced', { timeout: 60_000 }, async (t) => {
  const limits = fc.record({ entries: fc.integer({ min: 1, max: 40 }), bytes: fc.integer({ min: 100, max: 5000 }) })
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), limits, async (steps, most) => {
    const options = { origin: 7, limits: most, shared: true, composite: true }
    let [sender, receiver] = [new KeySender(options), new KeyReceiver(2)]
    const sent: (readonly [frame: KeyedFrame, pairs: unknown])[] = []
    for (const { what, pairs, old } of steps) {
      if (what === 'replace sender') sender = new KeySender(options)
      if (what === 'replace receiver') receiver = new KeyReceiver(2)
      sent.push([sender.encode(pairs), structuredClone(pairs)])
      if (what === 'lose') continue
      const [frame, expected] = sent.at(what === 'read an old one' ? old % sent.length : -1) as (typeof sent)[0]
      assert.deepEqual(receiver.receive(frame).pairs(), expected)
    }
  })
  await holds(t, FILE, property, 300)
})

test('sums by slots are the sums by key', { timeout: 60_000 }, async (t) => {
  const batches = fc.array(fc.array(pairsOf(key, fc.integer()), { minLength: 2, maxLength: 2 }), { maxLength: 10 })
  const property = fc.asyncProperty(batches, async (edges) => {
    const senders = [0, 1].map(
      (origin) => new KeySender({ origin, limits: { entries: 20, bytes: 10_000 }, composite: true }),
    )
    const receivers = [new KeyReceiver(), new KeyReceiver()]
    const [slots, naive] = [new KeySlots(), new KeySlots()]
    const [sums, expected]: [number[], number[]] = [[], []]
    for (const lists of edges)
      for (const [e, list] of lists.entries()) {
        const arrived = (receivers[e] as KeyReceiver).receive((senders[e] as KeySender).encode(list))
        for (const [i, slot] of slots.of(arrived).entries())
          sums[slot] = (sums[slot] ?? 0) + (arrived.values[i] as number)
        const plain = new KeyReceiver().receive({ frame: encodePairs(list), pages: [] })
        for (const [i, slot] of naive.of(plain).entries())
          expected[slot] = (expected[slot] ?? 0) + (list[i]?.[1] as number)
      }
    assert.deepEqual([slots.keys, sums], [naive.keys, expected])
  })
  await holds(t, FILE, property, 150)
})

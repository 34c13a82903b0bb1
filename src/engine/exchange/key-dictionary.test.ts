import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encodeRecords } from './exchange.ts'
import { open, seal } from './frame.ts'
import { KeyReceiver } from './key-receiver.ts'
import { type KeyedFrame, KeySender } from './key-sender.ts'
import { KeySlots } from './key-slots.ts'

const sender = (entries = 1000, bytes = 1 << 20): KeySender =>
  new KeySender({ origin: 1, limits: { entries, bytes }, composite: true })
const pairs = (...keys: unknown[]): [unknown, number][] => keys.map((key, i) => [key, i])
const numbers = (from: number, count: number): [unknown, number][] =>
  Array.from({ length: count }, (_, i) => [`key ${from + i}`, i])

const BUG = 'BUG_INVARIANT: a frame of records from another thread is not readable: '
const HINT = '. Please report this, with the message and the stack.'

test('a key travels once, and its id from then on', () => {
  const [from, to] = [sender(), new KeyReceiver()]
  const first = to.receive(from.encode(pairs('a', 'b', 'a')))
  assert.deepEqual(
    [first.ids, first.dictionary?.keys, first.values],
    [Int32Array.of(0, 1, 0), ['a', 'b'], Int32Array.of(0, 1, 2)],
  )
  const long = 'k'.repeat(10_000)
  to.receive(from.encode(pairs(long)))
  const sent = from.encode(pairs(long, 'c', 'b'))
  assert.ok(sent.frame.length < 200)
  const third = to.receive(sent)
  assert.deepEqual(third.pairs(), pairs(long, 'c', 'b'))
  assert.deepEqual(third.ids, Int32Array.of(2, 3, 1))
  assert.equal(third.dictionary, first.dictionary)
})

test('keys that are alike only by value stay what they are', () => {
  const keys = [
    0,
    -0,
    '0',
    [0],
    [-0],
    { a: 1, b: 2 },
    { b: 2, a: 1 },
    null,
    undefined,
    Number.NaN,
    1n,
    1,
    true,
    '__proto__',
  ]
  const [from, to] = [sender(), new KeyReceiver()]
  for (let time = 0; time < 2; time++) {
    const list = to.receive(from.encode(pairs(...keys, ...keys)))
    assert.deepEqual(list.pairs(), pairs(...keys, ...keys))
    assert.deepEqual(
      list.pairs().map(([key]) => JSON.stringify(key, (_, v) => (typeof v === 'bigint' ? 'n' : v)))[5],
      '{"a":1,"b":2}',
    )
    assert.deepEqual(JSON.stringify(list.pairs()[6]?.[0]), '{"b":2,"a":1}')
    assert.equal(list.dictionary?.keys.length, keys.length)
  }
})

test('keys that a table cannot tell exactly are sent as they are, and ids go on afterwards', () => {
  const [from, to] = [sender(), new KeyReceiver()]
  to.receive(from.encode(pairs('a')))
  const keys = ['a', 'new', new Date(5), new Uint8Array([1])]
  const plain = to.receive(from.encode(pairs(...keys)))
  assert.deepEqual([plain.ids, plain.dictionary, plain.pairs()], [undefined, undefined, pairs(...keys)])
  const next = to.receive(from.encode(pairs('other', 'new', 'a')))
  assert.deepEqual([next.ids, next.pairs()], [Int32Array.of(2, 1, 0), pairs('other', 'new', 'a')])
})

test('arrays and objects have ids only where it was asked for', () => {
  const [from, to] = [new KeySender({ origin: 1 }), new KeyReceiver()]
  const keys = ['a', -0, ['a', 1]]
  assert.deepEqual(to.receive(from.encode(pairs(...keys))).ids, undefined)
  const arrived = to.receive(from.encode(pairs(-0, 'a')))
  assert.deepEqual([arrived.ids, arrived.keys()], [Int32Array.of(1, 0), [-0, 'a']])
})

test('a full dictionary is left for a new one, and what has arrived keeps the old one', () => {
  const [from, to] = [sender(4), new KeyReceiver()]
  const arrived = to.receive(from.encode(pairs('a', 'b', 'c', 'a', 'b', 'c', 'a', 'b')))
  const next = to.receive(from.encode(pairs('b', 'd', 'e')))
  assert.deepEqual([next.ids, next.dictionary?.keys], [Int32Array.of(0, 1, 2), ['b', 'd', 'e']])
  assert.deepEqual(arrived.keys(), ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b'])
})

test('bytes fill a dictionary, too', () => {
  const from = sender(1000, 10_000)
  const to = new KeyReceiver()
  const used = (key: string) => to.receive(from.encode(pairs(key, key, key)))
  const first = used('x'.repeat(3000))
  assert.equal(used('y').dictionary, first.dictionary)
  assert.notEqual(used('z'.repeat(3000)).dictionary, first.dictionary)
  assert.equal(from.size, 1)
  assert.equal(used('w'.repeat(6000)).ids, undefined)
  assert.equal(from.size, 0)
})

test('a frame with more keys than a dictionary has goes without one', () => {
  const [from, to] = [sender(10), new KeyReceiver()]
  const list = [...numbers(0, 11), ...numbers(0, 11)]
  for (let time = 0; time < 3; time++) {
    const many = to.receive(from.encode(list))
    assert.deepEqual([many.ids, many.pairs()], [undefined, list])
  }
})

test('after a frame that is too much a new dictionary begins', () => {
  const [from, to] = [sender(10), new KeyReceiver()]
  const often = [0, 0, 0, 0, 0].flatMap((from) => numbers(from, 5))
  assert.ok(to.receive(from.encode(often)).ids !== undefined)
  assert.deepEqual(to.receive(from.encode(numbers(100, 11))).pairs(), numbers(100, 11))
  assert.equal(from.size, 0)
  assert.deepEqual(to.receive(from.encode(often)).dictionary?.keys.length, 5)
})

test('a sender whose keys come once rests, longer each time, and tries again', () => {
  const [from, to] = [sender(10), new KeyReceiver()]
  let ids = ''
  for (let frame = 0; frame < 40; frame++) ids += to.receive(from.encode(numbers(frame * 5, 5))).ids ? 'i' : '.'
  assert.equal(ids, 'ii..ii...ii.....ii.........ii...........')
})

test('a sender whose keys come again never rests', () => {
  const [from, to] = [sender(10), new KeyReceiver()]
  for (let frame = 0; frame < 40; frame++) {
    const list = [...numbers(frame, 5), ...numbers(frame, 5)]
    const { ids } = to.receive(from.encode(list))
    assert.ok(ids !== undefined, `frame ${frame}`)
  }
})

test('frames may be read in any order, again, or never, and by anyone', () => {
  const from = sender()
  const lists = [pairs('a', 'b'), pairs('b', 'c'), pairs('d'), numbers(0, 900), pairs('a', 'key 899')]
  const frames = lists.map((list) => from.encode(list))
  for (const order of [[4], [3, 0], [2, 1, 0], [0, 1, 2, 3, 4], [4, 4, 2, 4]]) {
    const to = new KeyReceiver()
    for (const i of order) assert.deepEqual(to.receive(frames[i] as KeyedFrame).pairs(), lists[i])
  }
})

test('a receiver forgets what was not used for long, and reads it again', () => {
  const to = new KeyReceiver(2)
  const senders = [sender(), sender(), sender()]
  const sent = senders.map((from, i) => from.encode(pairs(`key of ${i}`, 'k')))
  const dictionaries = [0, 1, 0, 2, 0, 1].map((i) => {
    const arrived = to.receive(sent[i] as KeyedFrame)
    assert.deepEqual(arrived.keys(), [`key of ${i}`, 'k'])
    return arrived.dictionary
  })
  const [a, b, again, , once, anew] = dictionaries
  assert.ok(a === again && a === once && b !== anew)
})

/** Two senders whose frames have the same few keys, and beside them others that come once; and what stays of these. */
function hotAndOnce(frames: number, once: number): { readonly sent: number[]; readonly received: number[] } {
  const [senders, to] = [[new KeySender({ origin: 1 }), new KeySender({ origin: 1 })], new KeyReceiver(128)]
  const sent: number[] = []
  const received: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    for (const from of senders) {
      const list = [...numbers(0, 500), ...numbers(1000 + frame * once, once)]
      const arrived = to.receive(from.encode(list))
      if (frame % 97 === 0) assert.deepEqual(arrived.pairs(), list)
      assert.ok(arrived.ids !== undefined)
    }
    sent.push(senders.reduce((sum, { size }) => sum + size, 0))
    received.push(to.size)
  }
  return { sent, received }
}

test('keys that come once beside others that come always are forgotten on both sides', () => {
  const { sent, received } = hotAndOnce(1000, 60)
  // A dictionary is looked at when it has 4096 keys, and a receiver has the one before it as well.
  assert.ok(Math.max(...sent) < 2 * (4096 + 600), `${Math.max(...sent)} keys in senders`)
  assert.ok(Math.max(...received) < 2 * 2 * (4096 + 600), `${Math.max(...received)} keys in the receiver`)
})

test('a receiver remembers two dictionaries of each sender', () => {
  const to = new KeyReceiver(128)
  const senders = [sender(10), sender(10)]
  for (let frame = 0; frame < 200; frame++)
    for (const from of senders) to.receive(from.encode([...numbers(frame, 5), ...numbers(frame, 5)]))
  assert.ok(to.size <= 2 * 2 * 10, `${to.size} keys`)
})

test('keys that come again after long keep their ids', () => {
  const [from, to] = [new KeySender({ origin: 1 }), new KeyReceiver()]
  for (let frame = 0; frame < 60; frame++) to.receive(from.encode(numbers((frame % 20) * 1000, 1000)))
  assert.equal(from.size, 20_000)
})

test('a log has as many pages as it needs, each twice as long, and few', () => {
  const [from, to] = [sender(100_000, 1 << 28), new KeyReceiver()]
  let last: KeyedFrame | undefined
  for (let batch = 0; batch < 100; batch++) {
    last = from.encode(numbers(batch * 300, 300))
    if (batch % 7 === 0) assert.deepEqual(to.receive(last).pairs(), numbers(batch * 300, 300))
  }
  const large = 'x'.repeat(5 << 20)
  const { pages } = from.encode(pairs(large, 'y'))
  const sizes = pages.map(({ byteLength }) => byteLength >> 10)
  assert.deepEqual(sizes.slice(0, -1), [16, 32, 64, 128, 256].slice(0, sizes.length - 1))
  assert.ok(sizes.length > 4 && (sizes.at(-1) ?? 0) >= 5 << 10)
  assert.deepEqual(to.receive(from.encode(pairs(large, 'key 7'))).keys(), [large, 'key 7'])
  assert.ok((last?.pages.length ?? 0) < pages.length, 'a frame has the pages of its time')
})

test('a page may be full to the last byte', () => {
  const [from, to] = [sender(), new KeyReceiver()]
  // Heads of the page, the block and the column, and the length of the key: 64 bytes.
  const long = 'k'.repeat((16 << 10) - 64)
  from.encode(pairs(long))
  const sent = from.encode(pairs('b', long))
  assert.deepEqual(
    sent.pages.map(({ byteLength }) => byteLength),
    [16 << 10, 32 << 10],
  )
  assert.deepEqual(to.receive(sent).keys(), ['b', long])
})

test('dictionaries of two threads are two, whatever their numbers', () => {
  const { frame, pages } = sender().encode(pairs('a'))
  const [page] = pages as [SharedArrayBuffer]
  const [otherFrame, otherPage] = [Uint8Array.from(frame), new SharedArrayBuffer(page.byteLength)]
  seal(otherFrame, { ...open(frame), origin: 2 })
  new Uint8Array(otherPage).set(new Uint8Array(page))
  new Uint32Array(otherPage)[1] = 2
  const to = new KeyReceiver()
  const [one, two] = [to.receive({ frame, pages }), to.receive({ frame: otherFrame, pages: [otherPage] })]
  assert.notEqual(one.dictionary, two.dictionary)
  assert.deepEqual([one.keys(), two.keys()], [['a'], ['a']])
})

test('pages that are damaged, missing or of another dictionary are refused', () => {
  const from = sender()
  const { frame, pages } = from.encode(pairs('a', 'b'))
  const says = (why: string | RegExp, other: readonly SharedArrayBuffer[]) =>
    assert.throws(() => new KeyReceiver().receive({ frame, pages: other }), { code: 'BUG_INVARIANT', message: why })
  says(`${BUG}it needs 2 keys, and 0 are in its pages${HINT}`, [])
  const foreign = sender().encode(pairs('c', 'd')).pages
  says(/its pages are not those of generation \d+ of thread 1\. /, foreign)
  const [page] = pages as [SharedArrayBuffer]
  const used = 24 + 16 + 32
  for (let bit = 0; bit < used * 8; bit++) {
    // The edge only says what may be forgotten, and the last word of either head says nothing.
    if ([4, 5, 9].includes(bit >> 5)) continue
    const bad = new SharedArrayBuffer(page.byteLength)
    new Uint8Array(bad).set(new Uint8Array(page))
    const bytes = new Uint8Array(bad)
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
    says(/^BUG_INVARIANT/, [bad])
  }
  assert.deepEqual(new KeyReceiver().receive({ frame, pages }).keys(), ['a', 'b'])
})

test('a value that cannot cross is refused, and the edge goes on', () => {
  const [from, to] = [sender(), new KeyReceiver()]
  to.receive(from.encode(pairs('a')))
  assert.throws(() => from.encode([['b', () => 1]]), {
    message:
      'E_USER_FUNCTION: a record cannot go to another thread: () => 1 could not be cloned ' +
      "(record [ 'b', [Function (anonymous)] ]). " +
      'Let records be data: numbers, strings, dates, bytes, Maps, Sets, arrays and plain objects of these.',
  })
  assert.deepEqual(to.receive(from.encode(pairs('c', 'b', 'a'))).keys(), ['c', 'b', 'a'])
})

test('frames with ids are for receivers, and other frames are no pairs', () => {
  assert.throws(() => decode(sender().encode(pairs('a')).frame), {
    message: `${BUG}its keys are in a dictionary, which its receiver has${HINT}`,
  })
  assert.throws(() => new KeyReceiver().receive({ frame: encodeRecords([1]), pages: [] }), {
    message: `${BUG}it is of form 1 and does not hold pairs${HINT}`,
  })
})

test('a damaged frame is refused', () => {
  const [from, to] = [sender(), new KeyReceiver()]
  const { frame, pages } = from.encode(pairs('a', 'b'))
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const bad = Uint8Array.from(frame)
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.throws(() => to.receive({ frame: bad, pages }), { code: 'BUG_INVARIANT' }, `bit ${bit}`)
  }
  assert.deepEqual(to.receive({ frame, pages }).keys(), ['a', 'b'])
})

test('slots are one number for each key by value, over edges and batches', () => {
  const edges = [sender(), sender(5), sender()].map((from) => ({ from, to: new KeyReceiver() }))
  const slots = new KeySlots()
  const sums: number[] = []
  const naive = new Map<string, number>()
  for (let batch = 0; batch < 20; batch++)
    for (const [e, { from, to }] of edges.entries()) {
      const list = Array.from({ length: 8 }, (_, i) => [`k${(batch + i * e) % 13}`, i + batch] as const)
      const arrived = to.receive(from.encode(list))
      for (const [i, slot] of slots.of(arrived).entries())
        sums[slot] = (sums[slot] ?? 0) + (arrived.values[i] as number)
      for (const [key, n] of list) naive.set(key, (naive.get(key) ?? 0) + n)
    }
  assert.deepEqual(new Map(slots.keys.map((key, slot) => [key, sums[slot]])), naive)
  const composite = new KeyReceiver().receive(sender().encode(pairs([1], [1], { a: 0 }, { a: -0 }, -0, 0)))
  assert.deepEqual(new KeySlots().of(composite), Int32Array.of(0, 0, 1, 1, 2, 2))
})

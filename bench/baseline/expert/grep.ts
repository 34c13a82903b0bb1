/** Grep without an engine: the kernel writes into one buffer, which is searched as bytes. Arguments as idiomatic's. */
import { connect } from 'node:net'

const [port, interval, pattern = ''] = process.argv.slice(2)
const now = (): number => performance.timeOrigin + performance.now()

const ROOM = 1 << 20
const LONGEST = 1 << 16
/** What is left of an unfinished line stands before the part that the next read fills. */
const buffer = Buffer.alloc(LONGEST + ROOM)
const target = buffer.subarray(LONGEST)
const needle = Buffer.from(pattern, 'latin1')
let left = 0
let count = 0

function read(bytes: number): void {
  const from = LONGEST - left
  const end = LONGEST + bytes
  const last = buffer.lastIndexOf(10, end - 1)
  if (last < from) throw new Error('a line is longer than a read')
  const lines = buffer.subarray(from, last + 1)
  for (let at = lines.indexOf(needle); at >= 0; at = lines.indexOf(needle, at)) {
    count++
    at = lines.indexOf(10, at) + 1
  }
  left = end - last - 1
  buffer.copyWithin(LONGEST - left, last + 1, end)
}

connect({
  port: Number(port),
  host: 'localhost',
  onread: {
    buffer: target,
    callback: (bytes) => {
      read(bytes)
      return true
    },
  },
})

setInterval(() => {
  console.log(`OUT ${now()} ${count}`)
  count = 0
}, Number(interval))

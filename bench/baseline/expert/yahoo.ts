/** The Yahoo job without an engine, on bytes in one buffer that the kernel writes into. Arguments as idiomatic's. */
import { connect } from 'node:net'
import { Expert } from '../../yahoo/expert.ts'
import { readTable } from '../../yahoo/store.ts'

const [port, interval, file = ''] = process.argv.slice(2)
const job = new Expert(readTable(file))

const [ROOM, LONGEST] = [1 << 20, 1 << 16]
/** What is left of an unfinished line stands before the part that the next read fills. */
const buffer = Buffer.alloc(LONGEST + ROOM)
let left = 0
let isChanged = false

function read(bytes: number): true {
  const [from, end] = [LONGEST - left, LONGEST + bytes]
  const last = buffer.lastIndexOf(10, end - 1)
  if (last >= from) job.count(buffer, from, last + 1)
  left = end - Math.max(from, last + 1)
  if (left > LONGEST) throw new Error('a line is longer than there is room for')
  buffer.copyWithin(LONGEST - left, end - left, end)
  isChanged = true
  return true
}

connect({ port: Number(port), host: 'localhost', onread: { buffer: buffer.subarray(LONGEST), callback: read } })

setInterval(() => {
  if (!isChanged) return
  isChanged = false
  const windows = [...job.windows].slice(-2).flatMap(([window, counts]) => [window, ...counts])
  console.log(`OUT ${performance.timeOrigin + performance.now()} ${windows.join(' ')}`)
}, Number(interval))

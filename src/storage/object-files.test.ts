import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { encodeRecords } from '../kernel/codec.ts'
import type { Files, ReadableFile } from './files.ts'
import { MemoryFiles } from './memory-files.ts'
import { readObjects } from './object-files.ts'

const withFile = (content: Uint8Array): MemoryFiles => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/o', content)
  return files
}

const FRAMES = [[1, 'two'], [], [new Map([[3, 4]])]]

test('frames come one after another', () => {
  const files = withFile(Buffer.concat(FRAMES.map(encodeRecords)))
  assert.deepEqual([...readObjects(files, '/o')], FRAMES)
  assert.deepEqual([...readObjects(withFile(new Uint8Array()), '/o')], [])
})

/** A disk with one file of `copies` times the frame, as long as it may be, and how much of it was asked for at once. */
function endless(frame: Uint8Array, copies: number): { files: Files; most: () => number; open: () => number } {
  let [most, open] = [0, 0]
  const file: ReadableFile = {
    size: frame.length * copies,
    read(into, position) {
      most = Math.max(most, into.length)
      for (let i = 0; i < into.length; i++) into[i] = frame[(position + i) % frame.length] as number
      return into.length
    },
    close: () => void open--,
  }
  const opened = (): ReadableFile => {
    open++
    return file
  }
  const files = { open: opened } as unknown as Files
  return { files, most: () => most, open: () => open }
}

test('a file of many GiB is read a frame at a time, and closed when its reader has enough', () => {
  const frame = encodeRecords([new Uint8Array(1 << 20)])
  const { files, most, open } = endless(frame, 10_000)
  let frames = 0
  for (const [record] of readObjects(files, '/big')) {
    assert.equal((record as Uint8Array).length, 1 << 20)
    if (++frames === 3) break
  }
  assert.deepEqual([frames, most(), open()], [3, frame.length, 0])
})

test('what is damaged is told with its offset, and nothing is read for a length that the file does not have', () => {
  const first = encodeRecords([1])
  const says = (reason: string): object => ({
    message:
      `STATE_CORRUPT at /o: the frame at offset ${first.length} is not readable: ${reason}. ` +
      'Restore the file from a copy, or remove it and compute it again.',
  })
  const damaged = (change: (frame: Buffer) => Uint8Array): unknown[] => {
    const second = Buffer.from(encodeRecords(['some text']))
    return [...readObjects(withFile(Buffer.concat([first, change(second)])), '/o')]
  }
  const longer = (frame: Buffer): Uint8Array => {
    frame.writeUInt32LE(0xffff_ffff, 4)
    return frame
  }
  assert.throws(() => damaged(longer), says('it ends inside a frame'))
  assert.throws(() => damaged((frame) => frame.subarray(0, 5)), says('it ends inside a header'))
  assert.throws(() => damaged((frame) => frame.subarray(0, -1)), says('it ends inside a frame'))
  assert.throws(() => damaged((frame) => frame.fill(0, 0, 1)), says('it does not begin with MSR1'))
  assert.throws(() => damaged((frame) => frame.fill(0x20, 20)), says('its checksum does not match'))
})

test('a file that is not there', () => {
  assert.throws(() => [...readObjects(withFile(new Uint8Array()), '/none')], {
    message: 'E_INPUT_MISSING: input path does not exist: /none. Check the path, or wait until the file is there.',
  })
})

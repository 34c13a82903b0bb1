import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needleOf, separatorByte } from './needle.ts'

test('texts that bytes can stand for', () => {
  assert.deepEqual(needleOf('é😀'), Buffer.from('é😀'))
  assert.deepEqual(needleOf('\0 "'), Buffer.from('\0 "'))
  for (const text of ['', 'a\n', '\r', '\ufffd', 'a\ud83d', '\ude00']) assert.equal(needleOf(text), undefined)
})

test('separators that are one byte', () => {
  assert.equal(separatorByte(' '), 32)
  assert.equal(separatorByte('\0'), 0)
  assert.equal(separatorByte('\u007f'), 127)
  for (const text of ['', 'é', 'ab', '\n', '\r', '\u0080', '\ud83d']) assert.equal(separatorByte(text), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { piecesOf } from './pieces.ts'

const block = new TextBlock(Buffer.from('b\nc\n'))

test('records among which there are blocks of lines', () => {
  assert.deepEqual([...piecesOf([1, 'a', block, block, null])], [[1, 'a'], block, block, [null]])
})

test('records without any are given as they are', () => {
  const records = [1, 'a']
  assert.equal([...piecesOf(records)][0], records)
  assert.deepEqual([...piecesOf([])], [[]])
})

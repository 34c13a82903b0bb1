import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removeLetters } from '../../src/cli/dlq/remove-letters.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import type { Files } from '../../src/storage/files.ts'
import { lastOwner } from '../../src/streaming/checkpoint/owner.ts'
import { LetterBox } from '../../src/streaming/letters/letter-box.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { processes, standingStill } from './commits/commit.ts'
import { letterOf } from './commits/letters.ts'

const DIRECTORY = '/dead'

const opened = (files: Files, number: number): Promise<LetterBox> =>
  LetterBox.open({
    environment: {
      files,
      clock: new ManualClock(),
      logger: new LineLogger(() => {}),
      processes: processes(number),
    },
    ...{ directory: DIRECTORY, segmentBytes: 1000, owner: undefined },
  })

const ids = (files: Files): string[] => lettersOf(files, DIRECTORY).map(({ id }) => id)

/** A program keeps letters, and somebody removes some of them. */
async function work(files: Files): Promise<void> {
  const box = await opened(files, 1)
  await box.add(['a', 'b', 'c'].map(letterOf))
  await box.close()
  const outside = { files, clock: new ManualClock(), processes: processes(1) }
  await removeLetters(outside, DIRECTORY, new Set(['a', 'c']))
}

test('whatever a process was about to do with letters when it was replaced, those of the new owner stay as they are', async () => {
  let [held, replaced] = [0, 0]
  for (let at = 0; ; at++) {
    const disk = new FaultyFiles(new ManualClock())
    let after: readonly string[] | undefined
    const slow = standingStill(disk, at, async () => {
      const box = await opened(disk, 2)
      await box.add([letterOf('new')])
      after = ids(disk)
    })
    await work(slow).catch((error) => {
      if (after === undefined) throw error
    })
    if (after === undefined) break
    held++
    // Who stood still before it had taken the directory takes it afterwards.
    if (lastOwner(disk, DIRECTORY)?.pid === 2) {
      replaced++
      assert.deepEqual(ids(disk), after, `it stood still before call ${at}`)
    }
    assert.ok(ids(disk).includes('new'), `it stood still before call ${at}`)
  }
  assert.ok(held > 30 && replaced > 15, `${held} calls, ${replaced} times replaced`)
})

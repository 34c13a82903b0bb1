import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AllParts } from './all-parts.ts'

const ROUNDS = 10

test('of two processes that are started on one directory at the same moment one runs', async (t) => {
  const parts = await AllParts.open()
  const ends = new Map<string, number>()
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const twins = [parts.start({ waits: true }), parts.start({ waits: true })] as const
      for (const twin of twins) await twin.until(() => twin.said.includes('ready'), 'a process to be ready')
      for (const twin of twins) twin.tell('go')
      const refusal = (): boolean => {
        parts.look()
        return twins.some(({ isOver }) => isOver)
      }
      await twins[0].until(refusal, 'a refusal')
      const [loser, winner] = twins[0].isOver ? twins : [twins[1], twins[0]]
      assert.equal(await loser.over(), 1, loser.said)
      // Which it is depends on whether its note was read, or the other one read its half-written note.
      const code = /E_CHECKPOINT_IN_USE|E_CHECKPOINT_FENCED/.exec(loser.said)?.[0]
      assert.ok(code !== undefined, loser.said)
      ends.set(code, (ends.get(code) ?? 0) + 1)
      await winner.until(parts.look, 'output of the other process')
      assert.equal(await winner.end('SIGKILL'), 'SIGKILL', winner.said)
    }
    const last = parts.start()
    await last.until(parts.look, 'output of the last process')
    await parts.finish(last)
    t.diagnostic(
      `${ROUNDS} rounds, ${parts.records} records; refused by ${[...ends].map((end) => end.join(' ')).join(', ')}`,
    )
  } finally {
    await parts.close()
  }
})

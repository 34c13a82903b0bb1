import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyState } from './key-state.ts'

const at = 'mapWithState (job.ts:3)'

test('a state exists from its first update to its removal', () => {
  const state = new KeyState<number>(at).pointAt('k', undefined)
  assert.deepEqual([state.exists(), state.getOption(), state.isUpdated], [false, undefined, false])
  state.update(3)
  assert.deepEqual([state.exists(), state.get(), state.isUpdated], [true, 3, true])
  state.remove()
  assert.deepEqual(
    [state.exists(), state.getOption(), state.isRemoved, state.isUpdated],
    [false, undefined, true, false],
  )
})

test('a state that is not there cannot be got', () => {
  assert.throws(() => new KeyState(at).pointAt('k', undefined).get(), {
    message: `E_STATE_MISUSE at ${at}: the state of key 'k' was read, but there is none. Ask exists() first, or use getOption().`,
  })
})

test('a removed state cannot be changed', () => {
  const state = new KeyState<number>(at).pointAt('k', { value: 1, time: 5 })
  state.remove()
  assert.throws(() => state.update(2), {
    message: `E_STATE_MISUSE at ${at}: the state of key 'k' was updated after it was removed. Change a state before you remove it.`,
  })
  assert.throws(() => state.remove(), {
    message: `E_STATE_MISUSE at ${at}: the state of key 'k' was removed after it was removed. Change a state before you remove it.`,
  })
})

test('a state that is timing out can only be read', () => {
  const state = new KeyState<number>(at).pointAt('k', { value: 1, time: 5 }, true)
  assert.deepEqual([state.get(), state.isTimingOut()], [1, true])
  assert.throws(() => state.update(2), {
    message: `E_STATE_MISUSE at ${at}: the state of key 'k' was updated while it is timing out. Ask isTimingOut() first.`,
  })
})

test('undefined is a state like any other', () => {
  const state = new KeyState<undefined>(at).pointAt('k', undefined)
  state.update(undefined)
  assert.deepEqual([state.exists(), state.get()], [true, undefined])
})

import { StreamError } from '../../kernel/errors.ts'
import type { StateStore } from '../../state/store.ts'

/** State lies on the workers. A task here needs some when the RDD that it reads was forgotten there. */
export const NO_STATES: StateStore = {
  partition(operator) {
    throw new StreamError('E_NO_RDD', `an RDD of the state of '${operator}' was used after its batch was forgotten`, {
      hint: 'Have it remembered with ssc.remember(duration), or cache what is made of it.',
    })
  },
  retain() {},
  drop() {},
  keepBy() {},
  restore() {},
  async close() {},
}

import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamingContext } from '../../streaming/context.ts'
import type { SupervisorLink } from './link.ts'

/** Batches that begin sooner after one that was told are left out, ms. */
const APART = 100

/** Have every streaming context that is started from now on tell of itself and of its batches. */
export function tellOfStreams(link: SupervisorLink, clock: Clock): void {
  const { start } = StreamingContext.prototype
  let last = Number.NEGATIVE_INFINITY
  const onBatchStarted = (time: number): void => {
    const now = clock.ticks()
    if (now - last < APART) return
    last = now
    link.tell({ kind: 'batch', time })
  }
  StreamingContext.prototype.start = function (this: StreamingContext) {
    this.addStreamingListener({ onBatchStarted: ({ batchInfo }) => onBatchStarted(batchInfo.batchTime.milliseconds) })
    return start.call(this).then(() => link.tell({ kind: 'streaming' }))
  }
}

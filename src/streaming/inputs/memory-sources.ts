import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Site } from '../../kernel/site.ts'
import { RDD } from '../../rdd/rdd.ts'
import { requireBoolean, requireRdd } from '../arguments.ts'
import type { StreamingContext } from '../context.ts'
import { constantInput } from './constant.ts'
import { QueueInput } from './queue.ts'
import type { StreamSources } from './sources.ts'

type MemorySources = Pick<StreamSources, 'queueStream' | 'constantStream'>

export const memorySources: MemorySources & ThisType<StreamingContext> = {
  queueStream(queue, oneAtATime = true, defaultRDD = []) {
    const site = Site.here('queueStream')
    this.graph.requireOpen('queueStream')
    if (!Array.isArray(queue))
      throw new StreamError('E_ARGUMENT', `queueStream was given ${show(queue, 60)} as queue`, {
        at: String(site),
        hint: 'Give an array of RDDs or of arrays.',
      })
    requireBoolean('queueStream', 'oneAtATime', oneAtATime)
    return this.inputStream(new QueueInput(this.sparkContext, site, queue, oneAtATime, defaultRDD))
  },

  constantStream(rdd) {
    if (!(rdd instanceof RDD))
      throw new StreamError('E_ARGUMENT', `constantStream was given ${show(rdd, 60)}`, {
        at: String(Site.here('constantStream')),
        hint: 'Give an RDD.',
      })
    requireRdd(Site.here('constantStream'), this.sparkContext, 'constantStream was given', rdd)
    return this.inputStream(constantInput(rdd))
  },
}

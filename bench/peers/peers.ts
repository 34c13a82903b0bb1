import { EXPERT, IDIOMATIC } from './baselines.ts'
import { BYTEWAX } from './bytewax/peer.ts'
import { FLINK } from './flink/peer.ts'
import { KAFKA } from './kafka/peer.ts'
import { DECLARED, EXACT, MILLSTREAM, ON_TWO_THREADS, OPAQUE, OPAQUE_ON_TWO_THREADS } from './millstream/peer.ts'
import type { Peer } from './peer.ts'
import { PYSPARK } from './pyspark/peer.ts'
import { SPARK, STRUCTURED } from './spark/peer.ts'
import { STORM } from './storm/peer.ts'

/** Every system, in the order in which it runs. */
export const PEERS: readonly Peer[] = [
  MILLSTREAM,
  ON_TWO_THREADS,
  DECLARED,
  OPAQUE,
  OPAQUE_ON_TWO_THREADS,
  EXACT,
  IDIOMATIC,
  EXPERT,
  SPARK,
  PYSPARK,
  STRUCTURED,
  FLINK,
  STORM,
  KAFKA,
  BYTEWAX,
]

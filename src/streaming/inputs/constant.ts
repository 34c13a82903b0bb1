import type { RDD } from '../../rdd/rdd.ts'
import type { InputSource } from '../input.ts'

/** The same RDD in every batch. Source: Spark Streaming's ConstantInputDStream. */
export const constantInput = <T>(rdd: RDD<T>): InputSource<T> => ({ kind: 'constantStream', compute: () => rdd })

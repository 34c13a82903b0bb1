import { RDD, type SparkContext } from '../../../src/index.ts'
import type { Case } from './case.ts'
import type { Outcome } from './check.ts'

/** Run the program of a row. */
export async function outcomeOf(
  { input = [], other = [], partitions = 2, operate }: Case,
  sc: SparkContext,
): Promise<Outcome> {
  try {
    const answer = await operate(sc.parallelize(input, partitions), sc.parallelize(other, partitions), sc)
    return answer instanceof RDD ? { layout: await answer.glom().collect() } : { value: answer }
  } catch (error) {
    return { error }
  }
}

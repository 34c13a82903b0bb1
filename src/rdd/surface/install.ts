/** Puts the operators on the prototypes. Importing this file is what makes an RDD usable. */
import { SparkContext } from '../context.ts'
import { RDD } from '../rdd.ts'
import { actionOperators } from './actions.ts'
import { asyncOperators } from './async.ts'
import { basicOperators } from './basic.ts'
import { extremeOperators } from './extremes.ts'
import { fileOperators } from './files.ts'
import { foldingOperators } from './folding.ts'
import { groupingOperators } from './grouping.ts'
import { introspectionOperators } from './introspection.ts'
import { jobOperators } from './jobs.ts'
import { joinOperators } from './joins.ts'
import { localMapOperators } from './local-maps.ts'
import { numberOperators } from './numbers.ts'
import { orderingOperators } from './ordering.ts'
import { pairOperators } from './pairs.ts'
import { partitionOperators } from './partitions.ts'
import { persistenceOperators } from './persistence.ts'
import { pipeOperators } from './piping.ts'
import { samplingOperators } from './sampling.ts'
import { savingOperators } from './saving.ts'
import { setOperators } from './sets.ts'
import { collectionOperators } from './sources.ts'
import { textOperators } from './text.ts'
import { zippingOperators } from './zipping.ts'

function install(prototype: object, ...families: readonly object[]): void {
  for (const family of families)
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(family)))
      Object.defineProperty(prototype, name, { ...descriptor, enumerable: false })
}

install(
  RDD.prototype,
  basicOperators,
  partitionOperators,
  setOperators,
  orderingOperators,
  samplingOperators,
  zippingOperators,
  pairOperators,
  groupingOperators,
  joinOperators,
  asyncOperators,
  pipeOperators,
  actionOperators,
  foldingOperators,
  extremeOperators,
  localMapOperators,
  numberOperators,
  textOperators,
  savingOperators,
  persistenceOperators,
  introspectionOperators,
)
install(SparkContext.prototype, collectionOperators, fileOperators, jobOperators)

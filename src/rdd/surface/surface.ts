import type { ActionOperators } from './actions.ts'
import type { AsyncOperators } from './async.ts'
import type { BasicOperators } from './basic.ts'
import type { ExtremeOperators } from './extremes.ts'
import type { FoldingOperators } from './folding.ts'
import type { GroupingOperators } from './grouping.ts'
import type { IntrospectionOperators } from './introspection.ts'
import type { JoinOperators } from './joins.ts'
import type { LocalMapOperators } from './local-maps.ts'
import type { NumberOperators } from './numbers.ts'
import type { OrderingOperators } from './ordering.ts'
import type { PairOperators } from './pairs.ts'
import type { PartitionOperators } from './partitions.ts'
import type { PersistenceOperators } from './persistence.ts'
import type { PipeOperators } from './piping.ts'
import type { SamplingOperators } from './sampling.ts'
import type { SavingOperators } from './saving.ts'
import type { SetOperators } from './sets.ts'
import type { TextOperators } from './text.ts'
import type { ZippingOperators } from './zipping.ts'

/** Every operator of an RDD; each file of this folder declares those of one meaning. */
export interface RddSurface<T>
  extends BasicOperators<T>,
    PartitionOperators<T>,
    SetOperators<T>,
    OrderingOperators<T>,
    SamplingOperators<T>,
    ZippingOperators<T>,
    PairOperators,
    GroupingOperators<T>,
    JoinOperators,
    AsyncOperators<T>,
    PipeOperators<T>,
    ActionOperators<T>,
    FoldingOperators<T>,
    ExtremeOperators<T>,
    LocalMapOperators<T>,
    NumberOperators,
    TextOperators,
    SavingOperators,
    PersistenceOperators,
    IntrospectionOperators {}

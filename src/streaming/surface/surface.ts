import type { AsyncOperators } from './async.ts'
import type { BasicOperators } from './basic.ts'
import type { IntrospectionOperators } from './introspection.ts'
import type { JoinOperators } from './joins.ts'
import type { KeyedOperators } from './keyed.ts'
import type { KeyedWindowOperators } from './keyed-windows.ts'
import type { NumberOperators } from './numbers.ts'
import type { OutputOperators } from './output.ts'
import type { SinkOperators } from './sinks.ts'
import type { StatefulOperators } from './stateful.ts'
import type { TextOperators } from './text.ts'
import type { TransformOperators } from './transform.ts'
import type { WindowOperators } from './windowed.ts'

/** Every operator of a DStream. */
export interface StreamOperators<T>
  extends BasicOperators<T>,
    TransformOperators<T>,
    WindowOperators<T>,
    KeyedOperators,
    KeyedWindowOperators,
    JoinOperators,
    StatefulOperators,
    OutputOperators<T>,
    SinkOperators<T>,
    NumberOperators<T>,
    TextOperators,
    AsyncOperators<T>,
    IntrospectionOperators<T> {}

import { StateSpec } from '../../src/index.ts'
import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any
const sum = (a: number, b: number): number => a + b
const less = (a: number, b: number): number => a - b

const rows = [
  row(
    'reduceByKey of no pairs',
    ({ numbers }: Any) => numbers.reduceByKey(sum).print(),
    'E_NOT_A_PAIR at reduceByKey (here): reduceByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'groupByKey of no pairs',
    ({ numbers }: Any) => numbers.groupByKey().print(),
    'E_NOT_A_PAIR at groupByKey (here): groupByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'combineByKey of no pairs',
    ({ numbers }: Any) => numbers.combineByKey((v: Any) => v, sum, sum).print(),
    'E_NOT_A_PAIR at combineByKey (here): combineByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'mapValues of no pairs',
    ({ numbers }: Any) => numbers.mapValues((v: Any) => v).print(),
    'E_NOT_A_PAIR at mapValues (here): mapValues was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'flatMapValues of no pairs',
    ({ numbers }: Any) => numbers.flatMapValues((v: Any) => [v]).print(),
    'E_NOT_A_PAIR at flatMapValues (here): flatMapValues was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'partitionBy of no pairs',
    ({ numbers }: Any) => numbers.partitionBy(2).print(),
    'E_NOT_A_PAIR at partitionBy (here): partitionBy was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'join of no pairs',
    ({ numbers, pairs }: Any) => pairs.join(numbers).print(),
    'E_NOT_A_PAIR at join (here): join was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'leftOuterJoin of no pairs',
    ({ numbers, pairs }: Any) => numbers.leftOuterJoin(pairs).print(),
    'E_NOT_A_PAIR at leftOuterJoin (here): leftOuterJoin was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'rightOuterJoin of no pairs',
    ({ numbers, pairs }: Any) => numbers.rightOuterJoin(pairs).print(),
    'E_NOT_A_PAIR at rightOuterJoin (here): rightOuterJoin was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'fullOuterJoin of no pairs',
    ({ numbers, pairs }: Any) => numbers.fullOuterJoin(pairs).print(),
    'E_NOT_A_PAIR at fullOuterJoin (here): fullOuterJoin was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'cogroup of no pairs',
    ({ numbers, pairs }: Any) => pairs.cogroup(numbers).print(),
    'E_NOT_A_PAIR at cogroup (here): cogroup was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'groupByKeyAndWindow of no pairs',
    ({ numbers }: Any) => numbers.groupByKeyAndWindow(2000).print(),
    'E_NOT_A_PAIR at groupByKeyAndWindow (here): groupByKeyAndWindow was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'reduceByKeyAndWindow of no pairs',
    ({ numbers }: Any) => numbers.reduceByKeyAndWindow(sum, 2000).print(),
    'E_NOT_A_PAIR at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'reduceByKeyAndWindow with inverse of no pairs',
    ({ numbers }: Any) => numbers.reduceByKeyAndWindow(sum, less, 2000, 1000).print(),
    'E_NOT_A_PAIR at reduceByKeyAndWindow (here): reduceByKeyAndWindow was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'updateStateByKey of no pairs',
    ({ numbers }: Any) => numbers.updateStateByKey(() => 1).print(),
    'E_NOT_A_PAIR at updateStateByKey (here): updateStateByKey was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'mapWithState of no pairs',
    ({ numbers }: Any) => numbers.mapWithState(StateSpec.function(() => 1)).print(),
    'E_NOT_A_PAIR at mapWithState (here): mapWithState was given 1 where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'reduceByKey of null',
    ({ numbers }: Any) =>
      numbers
        .map(() => null)
        .reduceByKey(sum)
        .print(),
    'E_NOT_A_PAIR at reduceByKey (here): reduceByKey was given null where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'groupByKey of undefined',
    ({ numbers }: Any) =>
      numbers
        .map(() => undefined)
        .groupByKey()
        .print(),
    'E_NOT_A_PAIR at groupByKey (here): groupByKey was given undefined where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'updateStateByKey of text',
    ({ numbers }: Any) =>
      numbers
        .map(() => 'ab')
        .updateStateByKey(() => 1)
        .print(),
    "E_NOT_A_PAIR at updateStateByKey (here): updateStateByKey was given 'ab' where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.",
  ),
  row(
    'mapWithState of objects',
    ({ numbers }: Any) =>
      numbers
        .map(() => ({ key: 1 }))
        .mapWithState(StateSpec.function(() => 1))
        .print(),
    'E_NOT_A_PAIR at mapWithState (here): mapWithState was given { key: 1 } where it needs a [key, value] pair. Make pairs with map((x) => [key, value]) first.',
  ),
  row(
    'reduceByKey of a Map as key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => [new Map(), x])
        .reduceByKey(sum)
        .print(),
    'E_KEY at reduceByKey (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'groupByKey of a function as key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => [sum, x])
        .groupByKey()
        .print(),
    'E_KEY at groupByKey (here): [Function: sum] cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'countByValue of symbols',
    ({ numbers }: Any) =>
      numbers
        .map(() => Symbol('s'))
        .countByValue()
        .print(),
    'E_KEY at countByValue (here): Symbol(s) cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'countByValueAndWindow of class instances',
    ({ numbers }: Any) =>
      numbers
        .map(() => new (class Point {})())
        .countByValueAndWindow(2000, 1000)
        .print(),
    'E_KEY at countByValueAndWindow (here): Point {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'updateStateByKey of a Map as key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => [new Map(), x])
        .updateStateByKey(() => 1)
        .print(),
    'E_KEY at updateStateByKey (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'mapWithState of a Map as key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => [new Map(), x])
        .mapWithState(StateSpec.function(() => 1))
        .print(),
    'E_KEY at mapWithState (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'reduceByKeyAndWindow of a Map as key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => [new Map(), x])
        .reduceByKeyAndWindow(sum, less, 2000, 1000)
        .print(),
    'E_KEY at reduceByKeyAndWindow (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'join of a Map as key',
    ({ numbers, pairs }: Any) =>
      numbers
        .map((x: Any) => [new Map(), x])
        .join(pairs)
        .print(),
    'E_KEY at join (here): Map(0) {} cannot be a key: it has no value to be compared by. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
  row(
    'reduceByKey of a cyclic key',
    ({ numbers }: Any) =>
      numbers
        .map((x: Any) => {
          const key: Any[] = []
          key.push(key)
          return [key, x]
        })
        .reduceByKey(sum)
        .print(),
    'E_KEY at reduceByKey (here): <ref *1> [ [Circular *1] ] cannot be a key: it is nested too deeply or holds itself. Use a string, a number, a Date, bytes, or an array or plain object of these.',
  ),
]

holds(import.meta.url, rows, someStreams)

/**
 * Puts the operators on the prototype of DStream. Importing this file is what makes them work; the package's entry does.
 */
import { DStream } from '../dstream.ts'
import { asynchronous } from './async.ts'
import { basic } from './basic.ts'
import { introspection } from './introspection.ts'
import { joins } from './joins.ts'
import { keyed } from './keyed.ts'
import { keyedWindows } from './keyed-windows.ts'
import { numbers } from './numbers.ts'
import { output } from './output.ts'
import { sinks } from './sinks.ts'
import { stateful } from './stateful.ts'
import { text } from './text.ts'
import { transform } from './transform.ts'
import { windowed } from './windowed.ts'

// Descriptors, so that a getter is installed and not called.
for (const operators of [
  asynchronous,
  basic,
  introspection,
  joins,
  keyed,
  keyedWindows,
  numbers,
  output,
  sinks,
  stateful,
  text,
  transform,
  windowed,
])
  Object.defineProperties(DStream.prototype, Object.getOwnPropertyDescriptors(operators))

/** Puts the sources on StreamingContext. Importing this file does it. */
import { StreamingContext } from '../context.ts'
import { fileSources } from './file-sources.ts'
import { memorySources } from './memory-sources.ts'
import { socketSources } from './socket-sources.ts'

for (const [name, value] of Object.entries({ ...fileSources, ...memorySources, ...socketSources }))
  Object.defineProperty(StreamingContext.prototype, name, { value, writable: true, configurable: true })

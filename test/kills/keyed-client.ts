import { once } from 'node:events'
import { connect } from 'node:net'
import { idempotentSink, type Keyed, type Sink } from 'millstream'

/** A sink that has the store put its lines one by one, and waits for each: so a process may be killed between any two. */
export const keyedSink = (port: number): Sink<string, unknown> =>
  idempotentSink<string>({
    async write(lines) {
      const [first, ...others] = lines
      if (first === undefined) return
      const socket = connect(port, '127.0.0.1').setEncoding('utf8')
      for (const keyed of [first, ...others]) await put(keyed)
      socket.end()

      async function put(keyed: Keyed<string>): Promise<void> {
        socket.write(`${JSON.stringify(keyed)}\n`)
        await once(socket, 'data')
      }
    },
  })

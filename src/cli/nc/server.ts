import type { Address, Connection, ConnectionEvents, Network } from '../../connect/network.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Latin1 } from './replay.ts'

export interface ReplayOptions {
  readonly address: Address
  /** Begins a replay. */
  readonly replay: () => AsyncIterable<Latin1>
  /** One replay for all clients, begun when the first is there: standard input can be read only once. */
  readonly shared: boolean
  /** Leave connections open after the replay. */
  readonly keepOpen: boolean
  /** Stop listening and end when the first client has got everything. */
  readonly once: boolean
}

/** A server that listens. */
export interface ReplayServer {
  readonly port: number
  /** Resolves when nothing more will be sent to anybody: never, unless `once`, or `shared` without `keepOpen`. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/**
 * Listen, and send a replay to each client: what `nc -lk` does with a file. A client that reads slowly is waited for;
 * what clients send is thrown away.
 *
 * Errors    CONN_REFUSED when the port cannot be had
 */
export async function serveReplay(network: Network, options: ReplayOptions): Promise<ReplayServer> {
  const end = Promise.withResolvers<void>()
  const clients = new Set<Client>()
  const finish = (error?: unknown): void => (error === undefined ? end.resolve() : end.reject(error))
  const sendTo = async (targets: () => Iterable<Client>): Promise<void> => {
    for await (const text of options.replay()) {
      const open = [...targets()]
      if (open.length === 0 && !options.shared) return
      await Promise.all(open.map((client) => client.send(Buffer.from(text, 'latin1'))))
    }
    if (!options.keepOpen) for (const client of targets()) client.connection.end()
  }
  let sharing: Promise<void> | undefined
  const welcome = async (client: Client): Promise<void> => {
    clients.add(client)
    if (options.shared) sharing ??= sendTo(() => clients)
    await (options.shared ? sharing : sendTo(() => (client.isOpen ? [client] : [])))
    const isLast = options.once || (options.shared && !options.keepOpen)
    if (isLast) await client.closed.then(() => finish())
  }
  const listener = await listen(network, options.address, (connection) => {
    const client = new Client(connection)
    client.closed.then(() => clients.delete(client))
    welcome(client).catch(finish)
    return client
  })
  const close = async (): Promise<void> => {
    for (const { connection } of clients) connection.destroy()
    await listener.close()
  }
  return { port: listener.port, ended: end.promise, close }
}

/** A connection, and whether it is still there. */
class Client implements ConnectionEvents {
  readonly connection: Connection
  readonly #gone = Promise.withResolvers<void>()
  #open = true

  constructor(connection: Connection) {
    this.connection = connection
  }

  get isOpen(): boolean {
    return this.#open
  }

  get closed(): Promise<void> {
    return this.#gone.promise
  }

  /** Resolves when the client can take more, or is gone. */
  async send(bytes: Uint8Array): Promise<void> {
    if (!this.#open || this.connection.write(bytes)) return
    await Promise.race([this.connection.drained(), this.closed])
  }

  close(): void {
    this.#open = false
    this.#gone.resolve()
  }
}

async function listen(network: Network, address: Address, accept: (connection: Connection) => ConnectionEvents) {
  try {
    return await network.listen(address, accept)
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new StreamError('CONN_REFUSED', taken ? 'the port is in use' : 'the port cannot be listened on', {
      at: `${address.host}:${address.port}`,
      hint: taken ? 'End the program that uses it, or choose another port.' : 'Choose another host or port.',
      cause: taken ? undefined : error,
    })
  }
}

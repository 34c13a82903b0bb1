import type { Address, Connection, ConnectionEvents, Network } from '../../src/connect/network.ts'
import type { Watch } from './watched-files.ts'

/** A network of which each send to a peer is told. */
export const watchedNetwork = (network: Network, watch: Watch): Network => ({
  listen: (address, accept) => network.listen(address, accept),
  connect: (address: Address, events: ConnectionEvents) => watched(network.connect(address, events), watch),
})

const watched = (connection: Connection, watch: Watch): Connection => ({
  get peer() {
    return connection.peer
  },
  write(bytes) {
    const call = { call: 'send', path: connection.peer, bytes: [Buffer.from(bytes)] } as const
    watch('before', call)
    const isFree = connection.write(bytes)
    watch('after', call)
    return isFree
  },
  drained: () => connection.drained(),
  end: () => connection.end(),
  destroy: () => connection.destroy(),
  pause: () => connection.pause(),
  resume: () => connection.resume(),
})

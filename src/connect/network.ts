/**
 * Byte streams over a network as an interface: connect/node-net.ts speaks TCP, the test kit speaks memory.
 *
 * A connection is told what happens through `events`. `data` hands over bytes that are valid only during the call: who
 * keeps them copies them. `close` comes exactly once, last, with the error if there was one.
 */
export interface Network {
  connect(address: Address, events: ConnectionEvents): Connection
  /** Listen on an address; port 0 takes a free one. Rejects with the system's error (EADDRINUSE, …). */
  listen(address: Address, accept: (connection: Connection) => ConnectionEvents): Promise<Listener>
}

/** Where a network gets memory to read into. */
export interface PageSource {
  /** A page to write to, until `done`. */
  take(): Buffer
  done(page: Uint8Array): void
}

/** Where to connect to, or to listen. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What happens to a connection, told to who made or accepted it. */
export interface ConnectionEvents {
  /**
   * Memory to read into, for a network that can: the bytes of `data` then lie in these pages, one read behind the other as
   * long as a page has room, and who holds them there may keep them without a copy.
   */
  readonly pages?: PageSource | undefined
  /** The connection is open. Not called for accepted connections. */
  open?(): void
  data?(bytes: Uint8Array): void
  /** The peer will send nothing more. */
  end?(): void
  close?(error: Error | undefined): void
}

/** One end of an open connection, or of one that is being opened. */
export interface Connection {
  /** Peer as `host:port`, for messages. */
  readonly peer: string
  /** False when the peer is slower than we are: stop until the promise of `drained` is there. */
  write(bytes: Uint8Array | string): boolean
  drained(): Promise<void>
  /** Send what was written, then close. */
  end(): void
  /** Close now. */
  destroy(): void
  /** Take no more bytes from the peer until `resume`; the peer is slowed down by the network itself. */
  pause(): void
  resume(): void
}

/** An address that is listened on. */
export interface Listener {
  readonly port: number
  close(): Promise<void>
}

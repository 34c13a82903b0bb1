/**
 * The contract of the outside world: what connectors are made of.
 */
export type { Decoder, Decoding } from './decoder.ts'
export { frames } from './frames.ts'
export { type IdempotentWriter, idempotentSink, type Keyed } from './idempotent-sink.ts'
export type { Address, Connection, ConnectionEvents, Listener, Network, PageSource } from './network.ts'
export { Receiver, type ReceiverHost } from './receiver.ts'
export type { OutputContext, OutputRun, OutputTask, Sink, SinkHost } from './sink.ts'
export { type SocketOptions, SocketReceiver } from './socket-receiver.ts'
export { textLines } from './text-lines.ts'
export { type Transactions, transactionalSink } from './transactional-sink.ts'

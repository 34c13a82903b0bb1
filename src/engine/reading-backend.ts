import type { Network } from '../connect/network.ts'
import { nodeNetwork } from '../connect/node-net.ts'
import type { BackendOptions } from '../rdd/backend.ts'
import { LocalBackend } from './local-backend.ts'
import type { LocalMaster } from './master.ts'
import { receiverMemory } from './receivers/memory-of-machine.ts'
import { ReadingNetwork } from './receivers/reading-network.ts'

/** Bytes of one connection that are read while this thread works; at most an eighth of the memory of receivers. */
const AHEAD = 64 * 1024 * 1024

/** Runs RDDs in this thread, as a script's functions need it, and reads sockets in another one. */
export class ReadingBackend extends LocalBackend {
  readonly #network: ReadingNetwork | undefined

  constructor(options: BackendOptions, master: LocalMaster) {
    super(options, master, true)
    const { network, threads, logger } = options.environment
    const ahead = Math.min(AHEAD, receiverMemory(options.conf) / 8)
    // The thread has the network of this process and no other.
    this.#network =
      network === nodeNetwork ? new ReadingNetwork({ network, threads, logger, pages: this.pages, ahead }) : undefined
  }

  protected override get network(): Network {
    return this.#network ?? super.network
  }

  override async stop(): Promise<void> {
    await this.#network?.stop()
    await super.stop()
  }
}

import type { Decoder, Decoding } from '../../connect/decoder.ts'
import type { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import { iterableOf } from '../../rdd/faults.ts'
import { userFailure } from '../../rdd/user-failure.ts'

/** The user's decoders: what they throw, whenever they are called, names the place where they were given. */
export class UserDecoding<T> implements Decoding<T> {
  readonly #site: Site
  readonly #create: () => Decoder<T>

  constructor(site: Site, create: () => Decoder<T>) {
    this.#site = site
    this.#create = create
  }

  create(): Decoder<T> {
    const decoder = this.#call(this.#create, 'while a decoder was made')
    const records = (f: () => Iterable<T>): T[] =>
      this.#call(() => Array.from<T>(iterableOf(f())), 'while bytes were decoded')
    const refusal = (): StreamError | undefined => this.#call(() => decoder.refusal, 'while bytes were decoded')
    return {
      decode: (bytes) => records(() => decoder.decode(bytes)),
      end: () => records(() => decoder.end?.() ?? []),
      get refusal() {
        return refusal()
      },
    }
  }

  #call<R>(f: () => R, where: string): R {
    try {
      return f()
    } catch (error) {
      throw userFailure(this.#site, error, where)
    }
  }
}

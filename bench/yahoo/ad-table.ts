const [SLOTS, AD_WORDS] = [4096, 9]

/** The table of advertisements by the bytes of an ad, which are nine int32. */
export class AdTable {
  /** The bytes of an ad, and the number of its campaign + 1. */
  readonly #ads = new Int32Array(SLOTS * 10)
  readonly campaigns: number

  constructor(table: readonly { ad: string; campaign: string }[]) {
    const campaigns = [...new Set(table.map(({ campaign }) => campaign))]
    this.campaigns = campaigns.length
    for (const { ad, campaign } of table) {
      const bytes = Buffer.from(ad, 'latin1')
      const slot = this.#find(bytes, 0)
      for (let k = 0; k < AD_WORDS; k++) this.#ads[slot + k] = word(bytes, k * 4)
      this.#ads[slot + AD_WORDS] = campaigns.indexOf(campaign) + 1
    }
  }

  /** The slot of the ad whose text begins at `at`, or the free one where it would go. */
  #find(bytes: Uint8Array, at: number): number {
    let slot = ((word(bytes, at) ^ Math.imul(word(bytes, at + 4), 0x9e3779b1)) & (SLOTS - 1)) * 10
    for (; this.#ads[slot + AD_WORDS] !== 0; slot = (slot + 10) % (SLOTS * 10)) {
      let k = 0
      while (k < AD_WORDS && this.#ads[slot + k] === word(bytes, at + k * 4)) k++
      if (k === AD_WORDS) break
    }
    return slot
  }

  /** The number of the campaign of the ad whose text begins at `at`. */
  campaign(bytes: Uint8Array, at: number): number {
    const campaign = (this.#ads[this.#find(bytes, at) + AD_WORDS] as number) - 1
    if (campaign < 0) throw new Error('no such advertisement')
    return campaign
  }
}

/** The four bytes at `at` as an int32. */
export function word(b: Uint8Array, at: number): number {
  return (
    (b[at] as number) | ((b[at + 1] as number) << 8) | ((b[at + 2] as number) << 16) | ((b[at + 3] as number) << 24)
  )
}

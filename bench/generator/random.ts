/** Small, seeded and good enough for text: a linear congruential generator of 32 bits whose high bits are used. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

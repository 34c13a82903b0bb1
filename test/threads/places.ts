/** Masters with several threads, and what is tiny there: nothing, everything that the tables have, or some of it. */
export const PLACES = [
  { master: 'local[2]', tiny: 0 },
  { master: 'local[2]', tiny: 1000 },
  { master: 'local[4]', tiny: 2 },
]

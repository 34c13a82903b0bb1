import { type Clock, sleep } from '../../kernel/clock/clock.ts'

/** Text of which each character is one byte: what a replay sends is what was in the file, whatever its encoding. */
export type Latin1 = string

/** Text in pieces as blocks of whole lines; the last line gets its end if it has none. */
export async function* wholeLines(pieces: AsyncIterable<Latin1>): AsyncGenerator<Latin1> {
  let rest = ''
  for await (const piece of pieces) {
    const end = piece.lastIndexOf('\n') + 1
    if (end === 0) rest += piece
    else {
      yield rest + piece.slice(0, end)
      rest = piece.slice(end)
    }
  }
  if (rest !== '') yield `${rest}\n`
}

/** A shorter wait is not worth waking for: that many ms of lines go out together. */
const SHORTEST_NAP = 5
/** A replay that was held up for longer (by a slow client) goes on at its rate and does not make up for it. */
const MOST_BEHIND = 1000

/** Blocks of whole lines cut so that at most `rate` lines a second are handed out. */
export async function* paced(blocks: AsyncIterable<Latin1>, rate: number, clock: Clock): AsyncGenerator<Latin1> {
  let due = clock.ticks()
  for await (const block of blocks) {
    let from = 0
    for (let end = block.indexOf('\n') + 1; end > 0; end = block.indexOf('\n', end) + 1) {
      const ahead = due - clock.ticks()
      if (ahead < -MOST_BEHIND) due = clock.ticks()
      if (ahead > 0) {
        const start = block.lastIndexOf('\n', end - 2) + 1
        if (start > from) yield block.slice(from, start)
        from = start
        await sleep(clock, Math.max(ahead, SHORTEST_NAP))
      }
      due += 1000 / rate
    }
    if (from < block.length) yield block.slice(from)
  }
}

/** What `open` reads, once or again and again. An empty source is not repeated. */
export async function* repeated(open: () => AsyncIterable<Latin1>, forever: boolean): AsyncGenerator<Latin1> {
  let some: boolean
  do {
    some = false
    for await (const block of open()) {
      some = true
      yield block
    }
  } while (forever && some)
}

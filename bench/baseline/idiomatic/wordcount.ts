/** WordCount of 30 s each 1 s without an engine: strings, Maps and the inverse, one thread. Argument: port. */
import { connect } from 'node:net'

const [port] = process.argv.slice(2)
const now = (): number => performance.timeOrigin + performance.now()

const window = new Map<string, number>()
const seconds: Map<string, number>[] = []
let newest = new Map<string, number>()
let rest = ''
connect(Number(port), 'localhost')
  .setEncoding('latin1')
  .on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) for (const word of line.split(' ')) newest.set(word, (newest.get(word) ?? 0) + 1)
  })

function slide(time: number): void {
  for (const [word, n] of newest) window.set(word, (window.get(word) ?? 0) + n)
  seconds.push(newest)
  newest = new Map()
  if (seconds.length > 30)
    for (const [word, n] of seconds.shift() as Map<string, number>) {
      const left = (window.get(word) ?? 0) - n
      if (left === 0) window.delete(word)
      else window.set(word, left)
    }
  let [words, letters, top] = [0, 0, 0]
  for (const [word, n] of window) {
    words += n
    letters += n * word.length
    if (n > top) top = n
  }
  console.log(`OUT ${now()} ${time} ${words} ${window.size} ${letters} ${top}`)
}

let time = Math.ceil(now() / 1000) * 1000
setInterval(() => {
  for (; time <= now(); time += 1000) slide(time)
}, 1)

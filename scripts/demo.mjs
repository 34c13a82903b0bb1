/** `npm start`: replay a week of earthquakes over a socket on this machine, and run the main job on it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const millstream = (args, options = {}) =>
  spawn(process.execPath, ['bin/millstream.js', ...args], { stdio: ['ignore', 'pipe', 'inherit'], ...options })

const source = millstream([
  'nc',
  '--listen',
  '0',
  '--file',
  'examples/data/earthquakes.jsonl',
  '--rate',
  '120',
  '--once',
])
const port = await new Promise((resolve, reject) => {
  let text = ''
  source.stdout.on('data', (bytes) => {
    text += bytes
    const match = /listening on \S*?:(\d+)/.exec(text)
    if (match) resolve(match[1])
  })
  source.on('exit', (code) => reject(new Error(`the source ended with ${code} before it listened`)))
})
console.log(`a week of earthquakes is replayed on localhost:${port}; the first window comes in two seconds\n`)
const job = millstream(['run', 'examples/earthquakes.ts'], {
  stdio: 'inherit',
  env: { ...process.env, PORT: port },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => job.kill(signal))
job.on('exit', (code) => {
  source.kill()
  process.exit(code ?? 1)
})

/** `npm start`: replay a week of earthquakes over a socket on this machine, and run the main job on it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** Signals that come so soon after one another are one Ctrl-C: the terminal sends it, and npm passes it on as well. */
const SAME_SIGNAL_MS = 500

// In process groups of their own, so that a Ctrl-C reaches them by this process alone, and once.
const millstream = (args, options) =>
  spawn(process.execPath, ['bin/millstream.js', ...args], { detached: true, ...options })

function startSource() {
  const source = millstream(
    ['nc', '--listen', '0', '--file', 'examples/data/earthquakes.jsonl', '--rate', '120', '--keep-open'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const port = new Promise((resolve, reject) => {
    let said = ''
    source.stderr.setEncoding('utf8').on('data', (text) => {
      said += text
      const [, found] = /^listening on .*:(\d+)\n/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    source.on('close', (code) => reject(new Error(`the source ended with ${code} before it listened:\n${said}`)))
  })
  return { source, port }
}

function passSignals(job) {
  let last = Number.NEGATIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (performance.now() - last < SAME_SIGNAL_MS) return
      last = performance.now()
      job.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
    })
}

const { source, port: listening } = startSource()
process.on('exit', () => source.kill())
const port = await listening
console.log(`
millstream: a week of real earthquakes (1,707, from the U.S. Geological Survey) is replayed on localhost:${port}.

examples/earthquakes.ts reads them there, in batches of a second. Every two seconds it prints the regions with most
earthquakes in the last ten seconds, and at once each region's new record of magnitude 5 or more. It ends by itself
with a summary, in about 20 seconds; Ctrl-C ends it sooner.
`)
const job = millstream(['run', 'examples/earthquakes.ts'], { stdio: 'inherit', env: { ...process.env, PORT: port } })
passSignals(job)
job.on('exit', (code) => {
  if (code === 0) console.log('\nThe program is examples/earthquakes.ts. What to try next: examples/README.md')
  process.exit(code ?? 1)
})

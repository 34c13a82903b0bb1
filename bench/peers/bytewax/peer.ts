import { existsSync } from 'node:fs'
import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { CACHE, PROGRAMS, sh } from '../places.ts'

const VERSION = '0.21.1'
const VENV = `${CACHE}/bytewax`
const PYTHON = `${VENV}/bin/python`

const run = (program: string) => (args: JobArguments) => ({
  file: PYTHON,
  args: [`${PROGRAMS}/bytewax/${program}.py`, ...inOrder(args)],
  env: { PYTHONDONTWRITEBYTECODE: '1' },
})

/** The lines stay in one worker, and words of a line go together, which saves bytewax an exchange by word. */
export const BYTEWAX: Peer = {
  name: 'bytewax',
  title: 'bytewax (Python)',
  versions: () => ({
    bytewax: VERSION,
    python: sh(PYTHON, ['-c', 'import platform; print(platform.python_version())']).trim(),
  }),
  flags: { workers: '1' },
  guarantee: 'source without replay; state in memory, not recovered',
  jobs: { grep: run('grep'), wordcount: run('wordcount') },
  install() {
    if (existsSync(PYTHON)) return
    sh('python3', ['-m', 'venv', VENV], true)
    sh(`${VENV}/bin/pip`, ['install', '--quiet', `bytewax==${VERSION}`], true)
  },
  startRate: 20_000,
  warmup: 5,
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import type { CompanionEvents } from '../../kernel/processes.ts'
import { Random } from '../../kernel/random.ts'
import type { FromEngine } from './messages.ts'
import { type RestartRules, RULES } from './restarts.ts'
import { PATIENCE, type Supervision, Supervisor } from './supervisor.ts'

/** A supervisor of engines that do what the test says. */
function setUp(restart?: Supervision['restart'], rules: Partial<RestartRules> = {}) {
  const clock = new ManualClock()
  const [log, engines]: [string[], CompanionEvents[]] = [[], []]
  const supervisor = new Supervisor(
    {
      file: 'job.ts',
      engine: new URL('file:///engine.ts'),
      args: ['run', 'job.ts'],
      restart,
      rules: { ...RULES, ...rules },
    },
    {
      clock,
      random: new Random(1),
      say: (line) => void log.push(line),
      companions: {
        start: (module, args, events) => {
          log.push(`start ${module.pathname} ${args.join(' ')}`)
          engines.push(events)
          return {
            pid: engines.length,
            send: (message) => void log.push(JSON.stringify(message)),
            kill: (signal) => void log.push(`kill ${signal}`),
          }
        },
      },
    },
  )
  let code: number | undefined
  void supervisor.ended.then((ended) => {
    code = ended
  })
  const told = (): string[] => log.splice(0)
  const engine = (): CompanionEvents => engines.at(-1) as CompanionEvents
  return {
    clock,
    supervisor,
    told,
    tell: (message: FromEngine) => engine().message(message),
    end: (how: number | string) => engine().ended(how),
    fail: (error: Error) => engine().failed(error),
    /** Let the wait for the next start pass, and no more. */
    pass: () => {
      for (const before = engines.length; engines.length === before && clock.pending > 0; ) clock.advance(1)
    },
    /** Code of the end; undefined while it goes on. */
    code: () => Promise.resolve().then(() => code),
  }
}

const START = 'start /engine.ts run job.ts'
const signal = (count: number, name = 'SIGTERM') => `{"kind":"signal","signal":"${name}","count":${count}}`

test('an end that the engine means is the end, with its code', async () => {
  for (const end of [0, 1, 2, 130, 'SIGSEGV']) {
    const { told, tell, end: ends, code } = setUp('on-crash')
    tell({ kind: 'streaming' })
    tell({ kind: 'exit' })
    ends(end)
    assert.equal(await code(), end === 'SIGSEGV' ? 139 : end)
    assert.deepEqual(told(), [START])
  }
})

test('a stream that crashes is started again after a wait', async () => {
  const { clock, told, tell, end, code } = setUp()
  tell({ kind: 'streaming' })
  tell({ kind: 'batch', time: 5000 })
  clock.advance(1500)
  end('SIGKILL')
  const [start, notice = ''] = told()
  assert.equal(start, START)
  const [, delay = ''] =
    /^WARN job\.ts crashed: SIGKILL after 1\.5 s in batch 5000 ms; it is started again in (\d+) ms \(1 of 5\)$/.exec(
      notice,
    ) ?? []
  assert.ok(Number(delay) >= 100 && Number(delay) <= 200, notice)
  clock.advance(Number(delay) - 1)
  assert.deepEqual(told(), [])
  clock.advance(1)
  assert.deepEqual(told(), [START])
  // It was a stream before, so it is one although it has not come that far.
  end(7)
  assert.match(told()[0] ?? '', /^WARN job\.ts crashed: code 7 after 0 ms; .* \(2 of 5\)$/)
  assert.equal(await code(), undefined)
})

test('an error that nobody caught is a crash, whatever code it ends with', async () => {
  const { told, tell, end } = setUp()
  tell({ kind: 'streaming' })
  tell({ kind: 'crashed' })
  tell({ kind: 'exit' })
  end(1)
  assert.match(told()[1] ?? '', /^WARN job\.ts crashed: an error after 0 ms; it is started again/)
})

test('what is no stream is not started again, unless this is asked for', async () => {
  const first = setUp()
  first.clock.advance(61_000)
  first.end('SIGABRT')
  assert.equal(await first.code(), 134)
  assert.deepEqual(first.told(), [
    START,
    'job.ts crashed: SIGABRT after 1.0 min. The memory that Node may use was most likely not enough: keep less in state, or raise it with NODE_OPTIONS=--max-old-space-size=<MB>.',
  ])
  const asked = setUp('on-crash')
  asked.end('SIGABRT')
  assert.match(asked.told()[1] ?? '', /it is started again/)
  const never = setUp('never')
  never.tell({ kind: 'streaming' })
  never.end('SIGKILL')
  assert.equal(await never.code(), 137)
  const failed = setUp()
  failed.tell({ kind: 'crashed' })
  failed.end(1)
  // Its error was shown by the engine.
  assert.deepEqual([await failed.code(), failed.told()], [1, [START]])
})

test('a loop of crashes ends, and the error has every one of them', async () => {
  const { clock, told, tell, end, code, pass } = setUp(undefined, { limit: 2 })
  for (const [how, ran] of [
    ['SIGABRT', 1000],
    [7, 20],
    ['SIGKILL', 90],
  ] as const) {
    tell({ kind: 'streaming' })
    clock.advance(ran)
    end(how)
    pass()
  }
  assert.equal(await code(), 137)
  assert.equal(
    told().at(-1),
    'E_CRASH_LOOP at job.ts: it crashed 3 times in 10.0 min and is not started again: SIGABRT after 1.0 s, code 7 after 20 ms, SIGKILL after 90 ms. The system most likely had no memory left: keep less in state, or run it where there is more.',
  )
})

test('three crashes in the same batch end it', async () => {
  const { told, tell, end, code, pass } = setUp()
  for (let i = 0; i < 3; i++) {
    tell({ kind: 'streaming' })
    tell({ kind: 'batch', time: 5000 })
    end('SIGSEGV')
    pass()
  }
  assert.equal(await code(), 139)
  assert.match(
    told().at(-1) ?? '',
    /^E_CRASH_LOOP at job\.ts: it crashed 3 times in the same batch and is not started again: SIGSEGV after 0 ms in batch 5000 ms, .*Look for a native add-on among its packages\.$/,
  )
})

test('signals are passed on and counted; an end behind one is no crash', async () => {
  const { supervisor, told, tell, end, code, clock } = setUp()
  tell({ kind: 'streaming' })
  supervisor.signal('SIGTERM')
  tell({ kind: 'signalled', signal: 'SIGTERM' })
  clock.advance(PATIENCE.first)
  supervisor.signal('SIGTERM')
  assert.deepEqual(told(), [START, signal(1), signal(2)])
  end('SIGTERM')
  assert.equal(await code(), 143)
  assert.equal(clock.pending, 0)
})

test('a signal that the engine got by itself is no crash either', async () => {
  const { told, tell, end, code } = setUp()
  tell({ kind: 'streaming' })
  tell({ kind: 'signalled', signal: 'SIGTERM' })
  end('SIGKILL')
  assert.deepEqual([await code(), told()], [137, [START]])
})

test('an engine that does not answer to a signal is killed after a while', async () => {
  const { supervisor, told, end, code, clock } = setUp()
  supervisor.signal('SIGINT')
  clock.advance(PATIENCE.first - 1)
  assert.deepEqual(told(), [START, signal(1, 'SIGINT')])
  clock.advance(1)
  assert.deepEqual(told(), ['the program does not end; after 30.0 s it is killed', 'kill SIGKILL'])
  end('SIGKILL')
  assert.equal(await code(), 137)
})

test('an engine that goes on after a second signal is killed, and at a third one at once', async () => {
  const one = setUp()
  one.supervisor.signal('SIGTERM')
  one.tell({ kind: 'signalled', signal: 'SIGTERM' })
  one.supervisor.signal('SIGINT')
  one.clock.advance(PATIENCE.second)
  assert.deepEqual(one.told().slice(-2), ['the program does not end; after 5.0 s it is killed', 'kill SIGKILL'])
  const other = setUp()
  for (let i = 0; i < 3; i++) other.supervisor.signal('SIGTERM')
  assert.deepEqual(other.told(), [START, signal(1), signal(2), signal(3), 'kill SIGKILL'])
})

test('a signal during the wait for a restart ends it at once', async () => {
  const { supervisor, told, tell, end, code, clock } = setUp()
  tell({ kind: 'streaming' })
  end('SIGKILL')
  told()
  supervisor.signal('SIGHUP')
  assert.equal(await code(), 129)
  clock.advance(60_000)
  assert.deepEqual(told(), [])
})

test('an engine that cannot be started is said to be so', async () => {
  const { told, fail, code } = setUp()
  fail(new Error('spawn node EAGAIN'))
  assert.deepEqual([await code(), told()], [1, [START, 'the program could not be started: spawn node EAGAIN']])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsOf, unknownKeys } from './launch.ts'

test('flags become settings; --master and --name win over --conf', () => {
  assert.deepEqual(
    settingsOf({ master: 'local[2]', name: 'x', conf: ['a=1', 'b=c=d', 'spark.master=local', 'empty='] }),
    { a: '1', b: 'c=d', empty: '', 'spark.master': 'local[2]', 'spark.app.name': 'x' },
  )
  assert.throws(() => settingsOf({ conf: ['novalue'] }), {
    message: "--conf takes key=value and was given 'novalue'",
  })
})

test('a misspelt setting is noticed, and the keys of the user are left alone', () => {
  assert.deepEqual(unknownKeys(['spark.master', 'my.own', 'spark.log.levle', 'spark.yarn.am.extraJavaOptions']), [
    'WARN spark.log.levle is not a setting that millstream reads; did you mean spark.log.level?',
    'WARN spark.yarn.am.extraJavaOptions is not a setting that millstream reads',
  ])
})

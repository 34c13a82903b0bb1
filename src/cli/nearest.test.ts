import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

test('the nearest name is found, and none when all are far', () => {
  const names = ['spark.master', 'spark.app.name', 'spark.log.level']
  assert.equal(nearest('spark.mastr', names), 'spark.master')
  assert.equal(nearest('Spark.App.Nmae', names), 'spark.app.name')
  assert.equal(nearest('x', names), undefined)
  assert.equal(nearest('x', []), undefined)
})

import { declared } from './meaning.ts'

/** The functions of which counting by key is made. */
export const pairWithOne = declared((value: unknown): [unknown, number] => [value, 1], { kind: 'pairWithOne' })
export const sum = declared((a: number, b: number): number => a + b, { kind: 'sum' })

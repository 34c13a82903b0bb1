import { BASIC } from './basic.ts'
import type { Case } from './case.ts'
import { FILES } from './files.ts'
import { FOLDING } from './folding.ts'
import { GROUPING } from './grouping.ts'
import { JOINS } from './joins.ts'
import { KEYS } from './keys.ts'
import { LINEAGE } from './lineage.ts'
import { NUMBERS } from './numbers.ts'
import { ORDERING } from './ordering.ts'
import { PARTITIONS } from './partitions.ts'
import { SETS } from './sets.ts'
import { TAKING } from './taking.ts'

/** All rows. */
export const TABLE: readonly Case[] = [
  ...BASIC,
  ...PARTITIONS,
  ...SETS,
  ...ORDERING,
  ...GROUPING,
  ...JOINS,
  ...KEYS,
  ...TAKING,
  ...FOLDING,
  ...NUMBERS,
  ...FILES,
  ...LINEAGE,
]

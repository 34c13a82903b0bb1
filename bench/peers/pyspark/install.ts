import { existsSync } from 'node:fs'
import { CACHE, sh } from '../places.ts'

export const VERSION = '4.3.0'
const VENV = `${CACHE}/pyspark`
export const PYTHON = `${VENV}/bin/python`

/** Spark's jars, which come inside the Python package and serve its Java API as well. */
export const JARS = `${VENV}/lib/jars`

/** Spark as PyPI has it, in a virtual environment. */
export function installPySpark(): void {
  if (existsSync(JARS)) return
  sh('python3', ['-m', 'venv', VENV], true)
  sh(`${VENV}/bin/pip`, ['install', '--quiet', `pyspark==${VERSION}`], true)
  const home = sh(PYTHON, ['-c', 'import os, pyspark; print(os.path.dirname(pyspark.__file__))']).trim()
  sh('ln', ['-s', `${home}/jars`, JARS])
}

export const sparkVersion = (): string => sh(PYTHON, ['-c', 'import pyspark; print(pyspark.__version__)']).trim()
export const pythonVersion = (): string =>
  sh(PYTHON, ['-c', 'import platform; print(platform.python_version())']).trim()

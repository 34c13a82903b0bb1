const isSource = import.meta.url.endsWith('.ts')

/** The folder of this package, the one with package.json in it. */
export const PACKAGE_FOLDER = new URL(isSource ? '../../' : '../', import.meta.url)

/** Where its modules are: src/ in a checkout, and dist/, where all lies side by side, in what is installed. */
export const MODULES_FOLDER = new URL(isSource ? 'src/' : 'dist/', PACKAGE_FOLDER)

/**
 * URL of a file of this package that is started or read by its name: `source` in src/, `built` in dist/, to which
 * scripts/build.mjs gives these names.
 */
export const packageFile = (source: string, built: string): URL => new URL(isSource ? source : built, MODULES_FOLDER)

#!/usr/bin/env node
// No syntax newer than import(), so that an old Node can read this far and be told that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 18)) {
  import('../dist/cli.js')
} else {
  console.error(
    `CONFIG_NODE_VERSION: millstream needs Node 22.18 or newer and this is ${process.versions.node}. Install a newer Node.`,
  )
  process.exitCode = 2
}

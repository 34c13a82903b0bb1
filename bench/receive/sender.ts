/**
 * Sends the same lines, so many times over, to the one that is connected, as fast as it takes them, for each line that it
 * reads. Prints its port.
 */
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TEXT_LINES, textOf } from '../generator/text.ts'

const { bytes } = textOf(TEXT_LINES)
const times = Number(process.argv[2])
const connected = Promise.withResolvers<Socket>()

async function send(socket: Socket): Promise<void> {
  for (let i = 0; i < times; i++)
    for (let at = 0; at < bytes.length; at += 1 << 20)
      if (!socket.write(bytes.subarray(at, at + (1 << 20))))
        await new Promise<void>((resolve) => socket.once('drain', () => resolve()))
}

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  connected.resolve(socket)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port))
for await (const _ of createInterface(process.stdin)) await send(await connected.promise)
process.exit()

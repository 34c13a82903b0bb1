/** What a supervisor starts: the command line as it runs in one process, with a line to the supervisor. */
import { startCommand } from '../start.ts'
import { supervisorLink } from './link.ts'

await startCommand(process.argv.slice(2), supervisorLink())

// Starts GATEWAY_PROGRAM with settings of a test's own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Uses a gateway over the sandbox, started with flags, by its URL for requests. */
export async function withGateway(flags: string[], use: (url: string) => Promise<void>) {
  const program = spawn(process.env['GATEWAY_PROGRAM']!, ['--sandbox', '--listen', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface(program.stdout)) {
      const [, address] = /^The gateway is at (\S+)/.exec(line) ?? [];
      if (address) return await use(`${address}graphql`);
    }
    throw new Error('the gateway did not start');
  } finally {
    const ended = once(program, 'exit');
    if (program.exitCode === null && program.kill()) await ended;
  }
}

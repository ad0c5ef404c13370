import { parseArgs } from 'node:util';
import { DIALECTS, startSandboxPanel, type SandboxPanel } from './index';
import { at } from './random';

const FIRST_PORT = 4801;
const USAGE = 'Usage: npm run sandbox -- [--rows N] [--port N] [--pace MS]   (--port 0: free ports; otherwise three in a row)';

/** Throws when it is no whole number or out of range. */
function wholeNumber(name: string, value: string, most: number): number {
	if (!/^\d+$/.test(value) || Number(value) > most) throw new Error(`--${name} needs a whole number up to ${most}. ${USAGE}`);
	return Number(value);
}

function describe(panel: SandboxPanel): string {
	return `${panel.dialect}\n  API URL: ${panel.url}\n  API key: ${panel.apiKey}\n`;
}

function instructions(panel: SandboxPanel): string {
	return `Try a call:
  curl ${panel.url} -d key=${panel.apiKey} -d action=balance
Let the next order be booked and its answer get lost:
  curl ${panel.origin}/sandbox/fail -d '{"action":"add","when":"afterBooking","kind":"drop"}'
See what was booked and which calls came:
  curl ${panel.origin}/sandbox/state
A link with the word sandbox-partial, sandbox-canceled or sandbox-fail makes an order end that way.
Ctrl-C ends the sandbox.`;
}

/** Starts the three panels on the loopback address, says where they are, and ends them on Ctrl-C. */
async function main(args: readonly string[]): Promise<void> {
	const options = {
		rows: { type: 'string', default: '60' },
		port: { type: 'string', default: String(FIRST_PORT) },
		pace: { type: 'string', default: '2000' },
	} as const;
	const { values } = parseArgs({ args: [...args], options });
	const rows = wholeNumber('rows', values.rows, 20_000);
	const first = wholeNumber('port', values.port, 65_533);
	const pace = wholeNumber('pace', values.pace, 86_400_000);
	const panels: SandboxPanel[] = [];
	const end = async (): Promise<void> => {
		await Promise.all(panels.map((panel) => panel.close()));
	};
	try {
		for (const dialect of DIALECTS) {
			const port = first === 0 ? 0 : first + panels.length;
			panels.push(await startSandboxPanel({ dialect, port, rows, pace }));
		}
	} catch (error) {
		await end();
		throw error;
	}
	process.stdout.write(`${panels.map(describe).join('\n')}\n${instructions(at(panels, 1))}\n`);
	// A terminal and the script runner can both pass the same Ctrl-C on, so a second signal must not kill the closing.
	process.on('SIGINT', () => void end());
	process.on('SIGTERM', () => void end());
}

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});

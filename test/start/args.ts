import { parseArgs } from 'node:util';
import { HostProblem } from '../host/problem';

export const USAGE = `Usage: npm start -- [options]

Builds the package, installs it into a real n8n on this machine, starts three sandbox panels and runs the example
workflows against them. Nothing is reachable from outside, and nothing costs money.

Options:
  --once          end after the table, with exit code 0 when everything worked, else 1
  --panel <URL>   use a panel of your own instead of the sandboxes, with read-only operations only.
                  Its API key comes from the environment variable SMM_PANEL_KEY.
  --port <N>      the port of n8n's editor (5678 unless told otherwise)
  --help          show this text

The first start installs n8n below test/host: about 5 minutes and 2.4 GB, once.`;

export interface StartOptions {
	help: boolean;
	once: boolean;
	panel?: { url: string; apiKey: string };
	port?: number;
}

function readPort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new HostProblem('--port needs a whole number from 1 to 65535.');
	return port;
}

function readPanel(text: string, key: string | undefined): { url: string; apiKey: string } {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
		throw new HostProblem(`--panel needs the API address of a panel, like https://panel.example.com/api/v2, but got "${text}".`);
	}
	if (key === undefined || key.trim() === '') {
		throw new HostProblem(
			'Put the API key of the panel into the environment variable SMM_PANEL_KEY. It is not taken from the command line, where other programs could read it.',
		);
	}
	return { url: text, apiKey: key.trim() };
}

function parse(args: readonly string[]) {
	try {
		const options = {
			help: { type: 'boolean', short: 'h', default: false },
			once: { type: 'boolean', default: false },
			panel: { type: 'string' },
			port: { type: 'string' },
		} as const;
		return parseArgs({ args: [...args], options }).values;
	} catch (error) {
		throw new HostProblem(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
	}
}

/** Reads the command line. Throws a sentence for the user when something in it is not understood. */
export function readArgs(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
	const { help, once, panel, port } = parse(args);
	return {
		help,
		once,
		...(panel === undefined ? {} : { panel: readPanel(panel, env.SMM_PANEL_KEY) }),
		...(port === undefined ? {} : { port: readPort(port) }),
	};
}

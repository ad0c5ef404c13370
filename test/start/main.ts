import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { ensureHost } from '../host/install';
import { startN8n, type RunningN8n } from '../host/n8n';
import { packPackage } from '../host/pack';
import { demandFreePort } from '../host/ports';
import { HostProblem } from '../host/problem';
import { secondsSince, showing } from '../host/progress';
import { N8nClient, type Owner } from '../host/rest';
import { endOnSignals, onSignals, tail } from '../host/run';
import { readArgs, USAGE, type StartOptions } from './args';
import { startSandboxes, type Panel, type SandboxPanels } from './panels';
import { tableOf } from './table';
import { runTour } from './tour';

const EMAIL = 'demo@example.com';
/** Protects nothing: the instance lives on the loopback address, knows sandboxes only and is thrown away. */
const DEMO_PASSWORD = 'Smm-Panel-2026';
const EDITOR_PORT = 5678;
/** What a panel of the user's own may need to be reached. */
const NETWORK = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS'];

function networkEnv(): Record<string, string> {
	const found: Record<string, string> = {};
	for (const name of NETWORK) {
		const value = process.env[name];
		if (value !== undefined) found[name] = value;
	}
	return found;
}

async function panelsFor(options: StartOptions): Promise<SandboxPanels> {
	if (options.panel === undefined) return await startSandboxes();
	const { url, apiKey } = options.panel;
	const panel: Panel = { name: new URL(url).host, url, apiKey, sells: false, sms: false };
	return { panels: [panel], close: async () => {} };
}

/** An instance that holds the key of a real panel gets a password that other users of this machine do not know. */
function ownerFor(options: StartOptions): Owner {
	return { email: EMAIL, password: options.panel === undefined ? DEMO_PASSWORD : `Panel-1-${randomBytes(9).toString('base64url')}` };
}

interface Invitation {
	n8n: RunningN8n;
	owner: Owner;
	panels: readonly Panel[];
	/** Address of the example to begin with. */
	begin: string;
}

function invitation({ n8n, owner, panels, begin }: Invitation): string {
	const sandboxes = panels.filter(({ sells }) => sells);
	const list = sandboxes.map(({ name, url, apiKey }) => `  ${name}\n    Base URL: ${url}\n    API key:  ${apiKey}`);
	return [
		'',
		`n8n's editor: ${n8n.url}`,
		`  E-mail:   ${owner.email}`,
		`  Password: ${owner.password}`,
		'',
		'What to click first:',
		`  1. Log in, and open ${begin}`,
		'  2. Press "Execute workflow" at the bottom, then double-click a node to see what came out of it.',
		...(list.length > 0
			? [
					'  3. Go on with "02 Buy and watch an order". All examples are set up; "Execute workflow" runs each of them.',
					'     A second click buys nothing, because the order number is the same. Change it in "What to Order".',
					'',
					'The sandbox panels, for play money:',
					...list,
				]
			: ['  3. The other examples there only read, too. Those that buy are in the folder examples, to be imported.']),
		'',
		'Ctrl-C ends everything.',
	].join('\n');
}

async function untilStopped(n8n: RunningN8n): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		// The listeners stay: a second signal must not cut the tidying short.
		onSignals(() => resolve());
		n8n.ended.then(() => reject(new HostProblem(`n8n ended by itself. It said:\n${tail(n8n.log())}`)), reject);
	});
}

/** Starts everything, shows the table and waits for Ctrl-C. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
	const options = readArgs(args, process.env);
	if (options.help) {
		console.log(USAGE);
		return 0;
	}
	const stopEndingAtOnce = endOnSignals();
	const start = performance.now();
	const port = options.port ?? (options.once ? undefined : EDITOR_PORT);
	if (port !== undefined) await demandFreePort(port);
	await ensureHost();
	const tarball = await showing('Building and packing the package', async () => await packPackage());
	const { close, ...around } = await panelsFor(options);
	const { panels } = around;
	// Runners of its own let Code nodes work in the editor; the table needs none.
	const env = { ...(options.once ? {} : { N8N_RUNNERS_MODE: 'internal' }), ...(options.panel === undefined ? {} : networkEnv()) };
	const n8n = await showing('Starting n8n with the package', async () => await startN8n({ tarball, port, env }));
	try {
		const client = new N8nClient(n8n.url);
		const owner = ownerFor(options);
		await client.ownerSetup(owner);
		const { rows, begin } = await showing('Running the example workflows', async () => await runTour(client, around));
		console.log(`\n${tableOf(rows)}\n\nReady after ${secondsSince(start)} s.`);
		if (!options.once) {
			console.log(invitation({ n8n, owner, panels, begin }));
			stopEndingAtOnce();
			await untilStopped(n8n);
			console.log('\nEnding ...');
		}
		return rows.every(({ ok }) => ok) ? 0 : 1;
	} finally {
		await n8n.stop();
		await close();
	}
}

main(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof HostProblem ? `\n${error.message}` : error);
		process.exit(1);
	},
);

import { DIALECTS, startSandboxPanel } from '../sandbox';

/** Runs one sandbox panel for the benchmark: it tells its address, counts its calls on demand, and ends with its parent. */
async function main([dialectName, rows]: readonly string[]): Promise<void> {
	const dialect = DIALECTS.find((name) => name === dialectName);
	if (dialect === undefined) throw new Error(`There is no dialect "${dialectName}".`);
	const panel = await startSandboxPanel({ dialect, rows: Number(rows) });
	process.on('message', () => process.send?.({ calls: panel.calls.length }));
	process.on('disconnect', () => void panel.close());
	process.send?.({ url: panel.url, apiKey: panel.apiKey });
}

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});

import { packPackage } from '../host/pack';
import { textOf } from '../host/problem';
import { endOnSignals } from '../host/run';
import { VERSIONS } from './hosts';
import { runVersion } from './runVersion';

/** The oldest n8n of the table in the short form that `npm test` has time for: it loads the package, and a purchase is made once. */
async function main([report]: readonly string[]): Promise<void> {
	const [version] = Object.keys(VERSIONS);
	if (version === undefined || report === undefined) throw new Error('Usage: tsx test/versions/short.ts REPORT');
	endOnSignals();
	await runVersion({ version, tarball: await packPackage(), report, only: ['test/versions/loading', 'test/versions/purchases'] });
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(textOf(error));
	process.exitCode = 1;
});

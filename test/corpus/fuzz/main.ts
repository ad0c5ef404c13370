import * as fc from 'fast-check';

import { readNothingInto } from './property';
import { READERS } from './readers';

const [runs = '200000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);

/** Reads many made replies: `npm run fuzz -- 1000000` for more, `npm run fuzz -- 1000000 42` for the same ones again. */
async function main(): Promise<void> {
	console.log(`${runs} replies, seed ${seed}`);
	const began = performance.now();
	await fc.assert(readNothingInto(READERS.length), { numRuns: Number(runs), seed: Number(seed), includeErrorInReport: true });
	console.log(`All read in ${Math.round((performance.now() - began) / 1000)} s.`);
}

void main().catch((failure: unknown) => {
	console.error(failure instanceof Error ? failure.message : failure);
	process.exitCode = 1;
});

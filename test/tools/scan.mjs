// n8n's package scanner without the network: the same rules over the sources and over the packed tarball, and a look
// at what the tarball holds. Run it after a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { SOURCE_FILE_PATTERNS, analyzePackage } from '@n8n/scan-community-package/scanner/scanner.mjs';

const MAX_TARBALL_BYTES = 155_000;
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];
const SHIPPED = [/^dist\//, /^README\.md$/, /^LICENSE$/, /^package\.json$/];
const NEVER_SHIPPED = [/(^|\/)test\//, /(^|\/)__fixtures__\//, /\.test\./, /\.map$/, /\.tsbuildinfo$/];

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function run(command, args) {
	const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
	if (error !== undefined) throw error;
	if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" failed: ${stderr.trim()}`);
	return stdout;
}

/** Packs the package as `npm publish` would and unpacks it, as n8n does when it installs one. */
function packInto(folder) {
	const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]));
	const tarball = join(folder, packed.filename);
	const unpacked = join(folder, 'unpacked');
	mkdirSync(unpacked);
	run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	return { unpacked, size: statSync(tarball).size, files: packed.files.map(({ path }) => path) };
}

function contentFindings({ files, size }) {
	const findings = [];
	for (const file of files) {
		if (!SHIPPED.some((pattern) => pattern.test(file))) {
			findings.push(`The tarball holds ${file}; only dist, README.md, LICENSE and package.json belong in it.`);
		} else if (NEVER_SHIPPED.some((pattern) => pattern.test(file))) {
			findings.push(`The tarball holds ${file}, which is for development only.`);
		}
	}
	for (const file of ['README.md', 'LICENSE']) {
		if (!files.includes(file)) findings.push(`The tarball lacks ${file}.`);
	}
	if (size >= MAX_TARBALL_BYTES) {
		findings.push(`The tarball has ${size} bytes; it must stay below ${MAX_TARBALL_BYTES}.`);
	}
	return findings;
}

/** Every file that package.json promises n8n must be in the tarball. */
function registrationFindings({ files }, { n8n }) {
	return [...n8n.nodes, ...n8n.credentials]
		.filter((file) => !files.includes(file))
		.map((file) => `package.json registers ${file}, but the tarball lacks it. Run the build first.`);
}

async function scannerFindings(leg, folder, patterns) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	return passed ? [] : [`n8n's scanner objects to the ${leg}: ${message}\n${details ?? ''}`];
}

async function main() {
	if (!existsSync(join(root, 'dist'))) return ['There is no dist folder. Run the build first.'];
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const folder = mkdtempSync(join(tmpdir(), 'scan-'));
	try {
		const packed = packInto(folder);
		console.log(`Packed ${packed.files.length} files, ${packed.size} bytes.`);
		return [
			...contentFindings(packed),
			...registrationFindings(packed, manifest),
			...(await scannerFindings('sources', root, SOURCE_FILE_PATTERNS)),
			...(await scannerFindings('tarball', packed.unpacked, TARBALL_FILE_PATTERNS)),
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const findings = await main();
for (const finding of findings) console.error(finding);
if (findings.length === 0) console.log("n8n's scanner has nothing against the sources or the tarball.");
process.exitCode = findings.length === 0 ? 0 : 1;

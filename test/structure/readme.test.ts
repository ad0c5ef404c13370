import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { z } from '../support/zod';
import { SmmPanelApi } from '../../credentials/SmmPanelApi.credentials';
import { resources } from '../../nodes/SmmPanel/actions';
import { exampleNames } from '../start/examples';
import { USAGE } from '../start/args';
import { actionNode, triggerNode } from '../support';
import { documentTable, ROOT, sources, textsIn } from './sources';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const pages = [
	'README.md',
	'docs/operations.md',
	'docs/trigger.md',
	'docs/buying-safely.md',
	'docs/recipes.md',
	'examples/README.md',
	'CONTRIBUTING.md',
].filter((file) => existsSync(join(ROOT, file)));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Messages of n8n itself, and what users say for a thing of n8n. */
const OF_N8N = ['Data table with name ... not found', "This workflow isn't running ... Failed triggers"];
const BOLD_OF_N8N =
	/^(API|Import > From file|Settings > .*|\+|\.\.\.|Schedule Trigger|Data table|Summarize|Edit Fields|If|Remove Duplicates|Poll Times|Custom)$/;

/** What stands in backticks or in a block of code. */
const codeOf = (text: string) => [...text.matchAll(/```[^]*?```|`[^`\n]+`/g)].map(([code]) => code).join('\n');

describe('what the README says is so', () => {
	test('it is no longer than people read', () => {
		expect(readme.split('\n').length).toBeLessThan(285);
	});

	test('every command exists', () => {
		const { scripts } = z.object({ scripts: z.record(z.string()) }).parse(JSON.parse(read('package.json')));
		const commands = pages.flatMap((file) =>
			[...codeOf(read(file)).matchAll(/\bnpm (run )?([\w:-]+)/g)].map(([, run, name = '']) => ({ file, run, name })),
		);
		expect(commands.length).toBeGreaterThan(15);
		// What npm can do by itself; everything else needs a script.
		const ofNpm = new Set(['ci', 'install', 'pack', 'version', 'publish']);
		const isKnown = ({ run, name }: (typeof commands)[number]) => name in scripts || (run === undefined && ofNpm.has(name));
		expect(commands.filter((command) => !isKnown(command))).toEqual([]);
	});

	test('every option of npm start is one that it takes', () => {
		const used = pages.flatMap((file) =>
			[...read(file).matchAll(/npm start -- ([^`\n]*)/g)].flatMap(([, line = '']) => line.match(/--\w+/g) ?? []),
		);
		expect([...new Set(used)].sort()).toEqual(['--once', '--panel', '--port']);
		for (const option of used) expect(USAGE).toContain(option);
	});

	test('the file that is packed has the name and version of the package', () => {
		const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(JSON.parse(read('package.json')));
		const tarballs = readme.match(/[\w.-]+\.tgz/g) ?? [];
		expect(new Set(tarballs)).toEqual(new Set([`${name}-${version}.tgz`]));
	});

	test('every message under Troubleshooting is one that the node says', () => {
		const messages = documentTable('README.md', '## Troubleshooting').map(([message = '']) => message);
		expect(messages.length).toBeGreaterThan(8);
		const texts = sources().flatMap(({ path, text }) => textsIn(path, text));
		const says = (message: string) => {
			const parts = message.split('...').map((part) => part.trim());
			return texts.some((text) => {
				let from = 0;
				return parts.every((part) => {
					const at = text.indexOf(part, from);
					from = at + part.length;
					return at >= 0;
				});
			});
		};
		expect(messages.filter((message) => !OF_N8N.includes(message) && !says(message))).toEqual([]);
	});

	test('every field and button in bold is there in the editor', async () => {
		const descriptions = [(await actionNode()).description, (await triggerNode()).description];
		const flat = (properties: readonly INodeProperties[]): string[] =>
			properties.flatMap(({ displayName, options = [] }) => [
				displayName,
				...options.flatMap((option) => ('type' in option ? flat([option]) : 'name' in option ? [option.name] : [])),
			]);
		const shown = new Set([
			...descriptions.flatMap(({ displayName, properties }) => [displayName, ...flat(properties)]),
			...new SmmPanelApi().properties.map(({ displayName }) => displayName),
			new SmmPanelApi().displayName,
			...resources.flatMap(({ name, operations }) => [name, ...operations.map((operation) => `${name}: ${operation.name}`)]),
			'Fetch Test Event',
		]);
		const bold = [...(readme + read('docs/recipes.md')).matchAll(/\*\*([A-Z][^*:]{1,40})\*\*/g)]
			.map(([, name = '']) => name)
			.filter((name) => !/[.,]/.test(name) && !BOLD_OF_N8N.test(name));
		expect(bold.length).toBeGreaterThan(20);
		expect([...new Set(bold)].filter((name) => !shown.has(name) && !/^(From a file|A panel that|n8n Cloud)/.test(name))).toEqual([]);
	});

	test('its tables hold every event and every example', async () => {
		const events = (await triggerNode()).description.properties.find(({ name }) => name === 'event')?.options ?? [];
		const listed = documentTable('README.md', '## Trigger').map(([name = '']) => name);
		expect(listed.sort()).toEqual(events.map((option) => ('name' in option ? option.name : '')).sort());
		for (const name of await exampleNames()) expect(readme).toContain(`(examples/${name}.json)`);
	});
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import ts from 'typescript';

import { ROOT } from './sources';

/** What is installed, built or measured is no part of the repository. */
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache', '.ci']);

const files = filesBelow(ROOT);
const documents = files.filter((file) => file.endsWith('.md'));
const scripts = files.filter((file) => /\.(ts|mjs|cjs|js)$/.test(file));
const workflows = files.filter((file) => /\.ya?ml$/.test(file));

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (NOT_OURS.has(entry.name)) return [];
		return entry.isDirectory() ? filesBelow(path) : [relative(ROOT, path)];
	});
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The comments of a script; what looks like one inside a text or a pattern is none. */
function commentsIn(file: string, text: string): string[] {
	const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
	const found = new Map<number, string>();
	const walk = (node: ts.Node) => {
		const before = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
		const after = ts.getTrailingCommentRanges(text, node.getEnd()) ?? [];
		for (const { pos, end } of [...before, ...after]) found.set(pos, text.slice(pos, end));
		for (const child of node.getChildren(tree)) walk(child);
	};
	walk(tree);
	return [...found.values()];
}

/** What people read beside the code: whole documents, and comments of everything else. */
const prose = [
	...documents.map((file) => ({ file, text: read(file) })),
	...scripts.map((file) => ({ file, text: commentsIn(file, read(file)).join('\n') })),
	...workflows.map((file) => ({ file, text: (read(file).match(/#.*/g) ?? []).join('\n') })),
];

/** Names of files in a text. One with a placeholder, such as `<name>.ts` or `*.md`, names no certain file. */
function fileNamesIn(text: string): string[] {
	const withoutAddresses = text.replace(/\bhttps?:\/\/\S+/g, '');
	return (withoutAddresses.match(/[\w@./<>*{}-]+\.(md|ts|mjs|cjs|ya?ml)\b/g) ?? []).filter(
		(name) => !/[<>*{}]|^\./.test(name.replace(/^(\.{1,2}\/)+/, '')),
	);
}

/** True where a file has this name, or this end of its path. */
function isHere(name: string): boolean {
	const path = name.replace(/^(\.{0,2}\/)+/, '');
	return files.some((file) => file === path || file.endsWith(`/${path}`));
}

/** Words that point into notes which are not in the repository. */
const PRIVATE = /\bengine fact|\bdesign, section|\bof the design\b|\b(fact|finding|section) \d+(\.\d+)*\b/gi;

/** The anchors of a document, as GitHub makes them from its headings. */
function anchorsOf(document: string): Set<string> {
	const headings = read(document).match(/^#{1,6} .*$/gm) ?? [];
	return new Set(
		headings.map((heading) =>
			heading
				.replace(/^#+ /, '')
				.trim()
				.toLowerCase()
				.replace(/[^\p{L}\p{N}\s_-]/gu, '')
				.replace(/ /g, '-'),
		),
	);
}

/** The places that a document links to, without those in the web. */
function linksIn(text: string): string[] {
	const links = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
	return links.filter((target) => !/^[a-z]+:/i.test(target));
}

describe('whoever reads the repository finds everything that it names', () => {
	test('comments and documents name only files that are here', () => {
		const missing = prose.flatMap(({ file, text }) =>
			fileNamesIn(text)
				.filter((name) => !isHere(name))
				.map((name) => `${file}: ${name}`),
		);
		expect([...new Set(missing)]).toEqual([]);
	});

	test('comments and documents do not point into notes that nobody else has', () => {
		const pointers = prose.flatMap(({ file, text }) => (text.match(PRIVATE) ?? []).map((words) => `${file}: ${words}`));
		expect(pointers).toEqual([]);
	});

	test('links lead to a file, and to a heading in it', () => {
		const leadsNowhere = (from: string, link: string) => {
			const [path = '', anchor] = link.split('#');
			const target = path === '' ? from : relative(ROOT, resolve(ROOT, dirname(from), path));
			if (!existsSync(join(ROOT, target))) return true;
			return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
		};
		const dead = prose.flatMap(({ file, text }) => {
			// Comments name a heading by its path from the root of the repository, documents link to it from where they lie.
			const links = file.endsWith('.md') ? linksIn(text) : (text.match(/[\w./-]+\.md#[\w-]+/g) ?? []);
			return links.filter((link) => leadsNowhere(file.endsWith('.md') ? file : 'README.md', link)).map((link) => `${file}: ${link}`);
		});
		expect(dead).toEqual([]);
	});

	test('a wrong name would be seen: in a comment, with a folder, behind a dash', () => {
		const text =
			"const shown = 'text.md'; // see ghost.md\n/** As docs/ghost.md says - and ghost.ts, but not <name>.ts or https://example.com/x.md */";
		const names = commentsIn('sample.ts', text).flatMap(fileNamesIn);
		expect(names).toEqual(['ghost.md', 'docs/ghost.md', 'ghost.ts']);
		expect(names.filter(isHere)).toEqual([]);
		expect(['README.md', 'docs/benchmarks.md', '../README.md'].filter(isHere)).toHaveLength(3);
	});
});

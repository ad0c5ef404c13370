import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** A source file of the package. */
export interface Source {
	/** Path below nodes/SmmPanel, e.g. "panel/errors.ts", or "credentials/…". */
	path: string;
	text: string;
	lines: number;
}

/** Every TypeScript file below nodes/ and credentials/. */
export function sources(): Source[] {
	return ['nodes/SmmPanel', 'credentials'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => readSource(join(ROOT, folder, name))),
	);
}

function readSource(file: string): Source {
	const text = readFileSync(file, 'utf8');
	const path = relative(join(ROOT, 'nodes/SmmPanel'), file);
	return { path: path.startsWith('..') ? relative(ROOT, file) : path, text, lines: text.split('\n').length };
}

/** Rows of the first table below a heading of a document, cells trimmed, without its head. */
export function documentTable(document: string, heading: string): string[][] {
	const [, section = ''] = readFileSync(join(ROOT, document), 'utf8').split(new RegExp(`^${heading}\\s*$`, 'm'));
	const lines = section.split('\n');
	const begin = lines.findIndex((line) => line.startsWith('|'));
	const after = lines.slice(begin);
	const table = after.slice(
		0,
		after.findIndex((line) => !line.startsWith('|')),
	);
	return table.slice(2).map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

/** Rows as they stand in a document, so that a test shows the line that is missing. */
export function tableLines(rows: ReadonlyArray<readonly string[]>): string[] {
	return rows.map((cells) => `| ${cells.join(' | ')} |`);
}

/** The string literals of a file; what a template fills in is one character 0. */
export function textsIn(path: string, text: string): string[] {
	const texts: string[] = [];
	const walk = (node: ts.Node) => {
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
		if (ts.isTemplateExpression(node))
			texts.push(node.head.text + node.templateSpans.map(({ literal }) => `\u0000${literal.text}`).join(''));
		ts.forEachChild(node, walk);
	};
	walk(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
	return texts;
}

/** Names in single quotes inside the texts of a file, such as 'Order Key' in "Use another 'Order Key'". */
export function quotedNames(path: string, text: string): string[] {
	return textsIn(path, text).flatMap((whole) => [...whole.matchAll(/(?<!\w)'([A-Z][\w:\- ]*)'(?!\w)/g)].map(([, name = '']) => name));
}

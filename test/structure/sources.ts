import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** A source file of the package. */
export interface Source {
	/** Path below nodes/SmmPanel, e.g. "panel/client.ts", or "credentials/…". */
	path: string;
	text: string;
	lines: number;
	imports: Import[];
}

interface Import {
	/** A module name, or the path of the imported file below nodes/SmmPanel without its ending. */
	from: string;
	typesOnly: boolean;
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
	const below = (name: string) => {
		const path = relative(join(ROOT, 'nodes/SmmPanel'), name);
		return path.startsWith('..') ? relative(ROOT, name) : path;
	};
	const tree = parse(file, text);
	const imports = tree.statements
		.filter(
			(statement): statement is ts.ImportDeclaration | ts.ExportDeclaration =>
				ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
		)
		.flatMap((statement): Import[] => {
			const from = statement.moduleSpecifier;
			if (from === undefined || !ts.isStringLiteral(from)) return [];
			const path = from.text.startsWith('.') ? below(resolve(dirname(file), from.text)) : from.text;
			return [{ from: path, typesOnly: bringsTypesOnly(statement) }];
		});
	return { path: below(file), text, lines: text.split('\n').length, imports };
}

function bringsTypesOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
	const clause = statement.importClause;
	if (clause === undefined) return false;
	if (clause.isTypeOnly) return true;
	const names = clause.namedBindings;
	return (
		clause.name === undefined && names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly)
	);
}

function parse(file: string, text: string): ts.SourceFile {
	return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** Where a type is asserted or switched off: `any`, `as` (but `as const`), `<T>x`, `x!`, and comments that silence a checker. */
export function unprovenTypes({ path, text }: Pick<Source, 'path' | 'text'>): string[] {
	const found: string[] = [];
	const tree = parse(path, text);
	const walk = (node: ts.Node) => {
		const isConst = ts.isAsExpression(node) && node.type.getText(tree) === 'const';
		if (
			node.kind === ts.SyntaxKind.AnyKeyword ||
			(ts.isAsExpression(node) && !isConst) ||
			ts.isTypeAssertionExpression(node) ||
			ts.isNonNullExpression(node)
		) {
			found.push(`${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${node.getText(tree).slice(0, 60)}`);
		}
		ts.forEachChild(node, walk);
	};
	walk(tree);
	for (const silencer of text.match(/eslint-disable|@ts-(ignore|expect-error|nocheck)/g) ?? []) found.push(`${path}: ${silencer}`);
	return found;
}

/** The part of the package that a file belongs to: its folder, or "front" for the files that n8n loads itself. */
export function partOf(path: string): string {
	const [first = ''] = path.split('/');
	return first === path || first === 'credentials' ? 'front' : first;
}

/** Rows of the first table below a heading of the README, cells trimmed, without its head. */
export function readmeTable(heading: string): string[][] {
	const [, section = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(new RegExp(`^${heading}\\s*$`, 'm'));
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

/** Names in single quotes inside the texts of a file, such as 'Order Key' in "Use another 'Order Key'". */
export function quotedNames(path: string, text: string): string[] {
	const texts: string[] = [];
	const walk = (node: ts.Node) => {
		if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
		if (ts.isTemplateExpression(node))
			texts.push(node.head.text + node.templateSpans.map(({ literal }) => `\u0000${literal.text}`).join(''));
		ts.forEachChild(node, walk);
	};
	walk(parse(path, text));
	return texts.flatMap((whole) => [...whole.matchAll(/(?<!\w)'([A-Z][\w:\- ]*)'(?!\w)/g)].map(([, name = '']) => name));
}

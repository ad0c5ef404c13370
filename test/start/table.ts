export interface Row {
	panel: string;
	what: string;
	result: string;
	ok: boolean;
}

const WIDEST = 90;

function short(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}

/** The rows as a table of text; a panel's name stands at its first row only. Long failures follow in full. */
export function tableOf(rows: readonly Row[]): string {
	const cells = rows.map(({ panel, what, result, ok }, index) => [
		rows[index - 1]?.panel === panel ? '' : panel,
		what,
		ok ? short(result) : `FAILED: ${short(result)}`,
	]);
	const all = [['Panel', 'What', 'Result'], ...cells];
	const widths = [0, 1, 2].map((column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
	const draw = (line: readonly string[]): string =>
		line
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	const rule = widths.map((width) => '-'.repeat(width)).join('  ');
	const failures = rows
		.filter(({ ok, result }) => !ok && short(result) !== result)
		.map(({ panel, what, result }) => `\n${panel}, ${what}:\n${result}`);
	return [draw(all[0] ?? []), rule, ...cells.map(draw), ...failures].join('\n');
}

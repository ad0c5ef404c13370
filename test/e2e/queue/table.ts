/** A line of the table. */
export interface Row {
	what: string;
	measured: string;
	wanted: string;
	ok: boolean;
}

/** The table as it stands in a document. */
export function tableOf(rows: readonly Row[]): string {
	const lines = rows.map(({ what, measured, wanted, ok }) => `| ${what} | ${measured} | ${wanted} | ${ok ? 'ok' : '**no**'} |`);
	return ['| Case | Measured | Wanted | |', '|---|---|---|---|', ...lines].join('\n');
}

import type { RowQuery } from '../../panel/api/services';
import type { PanelEnvironment } from '../environment';

const warned = new WeakSet<PanelEnvironment>();

/** Makes a function that warns the user, once a run, where the panel may have more rows than it sent. */
export function warnOfMore(environment: PanelEnvironment, what: string): RowQuery['onIncomplete'] {
	return ({ rows, total, failure }) => {
		if (warned.has(environment)) return;
		warned.add(environment);
		const why = failure
			? `the call for more failed: ${failure.message}. Run it again later to be sure`
			: total !== undefined
				? `it names ${total} in all, but gave no more. Run it again later, or narrow the list down with filters`
				: `it names no total and gives no second page. Narrow the list down with filters, or look at the panel, if ${what} are missing`;
		environment.context.addExecutionHints({
			message: `The panel sent exactly ${rows} ${what}. There may be more; ${why}.`,
			type: 'warning',
			location: 'outputPane',
		});
	};
}

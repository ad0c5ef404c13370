import { LoadOptionsContext } from 'n8n-core';

import { buildAdditionalData, buildWorkflow, startNode, toJson } from './engine';

/** Collects what nodes write to n8n's log (`this.logger`) until `restore()`; each line is "level: message metadata". */
export function captureLogs(): { lines: string[]; restore: () => void } {
	const { node, type } = startNode([]);
	const workflow = buildWorkflow([{ node, type }], {});
	// n8n-core hands the same logger object to every context.
	const { logger } = new LoadOptionsContext(workflow, node, buildAdditionalData(), '');
	const lines: string[] = [];
	const levels = ['error', 'warn', 'info', 'debug'] as const;
	const spies = levels.map((level) =>
		jest.spyOn(logger, level).mockImplementation((message: string, metadata?: object) => {
			lines.push(`${level}: ${message} ${toJson(metadata ?? {})}`);
		}),
	);
	return { lines, restore: () => spies.forEach((spy) => spy.mockRestore()) };
}

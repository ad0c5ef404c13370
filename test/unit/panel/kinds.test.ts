import { createCache } from '../../../nodes/SmmPanel/catalog/cache';
import type { IdAction } from '../../../nodes/SmmPanel/panel/api/batchReply';
import { requestByIds } from '../../../nodes/SmmPanel/panel/api/idBatches';
import { readPages } from '../../../nodes/SmmPanel/panel/api/pages';
import { KINDS, PanelError, type ErrorKind } from '../../../nodes/SmmPanel/panel/errors';
import type { PanelClient } from '../../../nodes/SmmPanel/panel/transport/client';

const failureOf = (kind: ErrorKind) => new PanelError({ kind, message: 'a', nextStep: 'b', effect: 'none' });

/**
 * What everybody who decides by a kind does about it; a new kind needs a row.
 * @param calls - for three ids, one a call: 1 where the first failure is everybody's
 * @param asked - what an id comes to in a question
 * @param requested - the same in a request
 * @param page - a second page that fails so: the list is over, or nobody knows
 * @param copy - a catalog that cannot be read again: the last one is used on, or the failure is shown
 */
const row = (calls: 1 | 3, asked: string, requested: string, page: string, copy: string) => ({ calls, asked, requested, page, copy });
const EXPECTED: Readonly<Record<ErrorKind, ReturnType<typeof row>>> = {
	badAddress: row(1, 'failure', 'failure', 'incomplete', 'shown'),
	badInput: row(3, 'failure', 'failure', 'incomplete', 'shown'),
	invalidKey: row(1, 'failure', 'failure', 'incomplete', 'shown'),
	notOffered: row(1, 'failure', 'failure', 'over', 'shown'),
	notFound: row(3, 'item', 'item', 'over', 'shown'),
	notEnoughFunds: row(3, 'failure', 'item', 'incomplete', 'shown'),
	activeOrder: row(3, 'failure', 'item', 'incomplete', 'shown'),
	rateLimited: row(1, 'failure', 'failure', 'incomplete', 'used'),
	refused: row(3, 'failure', 'item', 'over', 'shown'),
	unreachable: row(1, 'failure', 'failure', 'incomplete', 'used'),
	timeout: row(3, 'failure', 'failure', 'incomplete', 'used'),
	dropped: row(3, 'failure', 'failure', 'incomplete', 'used'),
	serverError: row(3, 'failure', 'failure', 'incomplete', 'used'),
	redirected: row(1, 'failure', 'failure', 'incomplete', 'shown'),
	html: row(1, 'failure', 'failure', 'incomplete', 'used'),
	empty: row(3, 'failure', 'failure', 'incomplete', 'used'),
	notJson: row(3, 'failure', 'failure', 'incomplete', 'used'),
	unexpectedReply: row(3, 'failure', 'failure', 'over', 'shown'),
	stopped: row(1, 'failure', 'failure', 'incomplete', 'shown'),
};

/** A panel that gives these answers, and then fails every call. */
function panelFailing(kind: ErrorKind, answers: readonly unknown[]): PanelClient & { readonly calls: number } {
	let calls = 0;
	return {
		address: { url: `https://${kind}.test/api/v2`, unencrypted: false },
		accountId: kind,
		pause: async () => {},
		async call({ schema }) {
			const answer = answers[calls++];
			if (answer === undefined) throw failureOf(kind);
			return schema.parse(answer);
		},
		get calls() {
			return calls;
		},
	};
}

function idAction(intent: IdAction['intent']): IdAction {
	return {
		action: 'x',
		intent,
		single: (order) => ({ order }),
		idKeys: ['order'],
		valueKeys: [],
		toItem: (order) => ({ order }),
		refusedItem: (order) => ({ order }),
	};
}

async function answerTo(kind: ErrorKind, intent: IdAction['intent']): Promise<string> {
	const results = await requestByIds(panelFailing(kind, []), idAction(intent), ['5'], 1);
	return Object.keys(results.get('5') ?? {}).join();
}

async function lastPageOf(kind: ErrorKind): Promise<string> {
	const rows = Array.from({ length: 100 }, (_, service) => ({ service }));
	let isIncomplete = false;
	for await (const page of readPages(panelFailing(kind, [rows]), 'shops', {}, 1000)) isIncomplete ||= page.incomplete !== undefined;
	return isIncomplete ? 'incomplete' : 'over';
}

async function copyAfter(kind: ErrorKind): Promise<string> {
	let now = 0;
	const cache = createCache<{ size: number }>({ ttlMs: 1, maxEntries: 1, maxRows: 1, now: () => now });
	await cache.get('a', async () => ({ size: 1 }));
	now = 10;
	return await cache
		.get('a', async () => await Promise.reject(failureOf(kind)))
		.then(
			() => 'used',
			() => 'shown',
		);
}

const isKind = (name: string): name is ErrorKind => Object.hasOwn(KINDS, name);

test.each(Object.keys(KINDS).filter(isKind))('%s means the same to ids, requests, pages and catalogs', async (kind) => {
	const panel = panelFailing(kind, []);
	await requestByIds(panel, idAction('read'), ['5', '6', '7'], 1);
	expect({
		calls: panel.calls,
		asked: await answerTo(kind, 'read'),
		requested: await answerTo(kind, 'request'),
		page: await lastPageOf(kind),
		copy: await copyAfter(kind),
	}).toEqual(EXPECTED[kind]);
});

import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';

import { mayBeAccepted, mayBeFinal, mayBeOrder } from './oracle';
import { READERS, readAs, type Outcome } from './readers';
import { madeReply, type MadeReply } from './replies';

// Thousands of errors are made, and nobody reads where.
Error.stackTraceLimit = 0;

// A reply is read in well under a millisecond; a slow machine and a megabyte are no hang.
const LONGEST_MS = 3_000;

/**
 * Readers give a typed result or a clear error, soon, and claim nothing that the reply does not say.
 * @param readers - how many of them read each reply, other ones for every reply; all of them take four times as long as three
 */
export const readNothingInto = (readers: number) =>
	fc.asyncProperty(madeReply, fc.nat(READERS.length - 1), async (reply, first) => {
		for (const reader of [...READERS, ...READERS].slice(first, first + Math.min(readers, READERS.length))) {
			const began = performance.now();
			const outcome = await readAs(reader, reply);
			assert.ok(performance.now() - began < LONGEST_MS, `${reader.name}: took ${Math.round(performance.now() - began)} ms`);
			if (reader.ids > 0) assert.equal(outcome.items.length + outcome.errors.length, reader.ids, `${reader.name}: an id is lost`);
			else assert.ok(outcome.errors.length === 0 || outcome.items.length === 0);
			checkTexts(reader.name, outcome);
			for (const item of outcome.items) checkClaim(reader, reply, item);
		}
		assert.equal(Object.hasOwn(Object.prototype, 'order'), false);
	});

function checkTexts(name: string, { items, errors }: Outcome): void {
	assert.doesNotThrow(() => JSON.stringify(items), `${name}: the items are no JSON`);
	for (const { message, nextStep } of errors) {
		assert.ok(message !== '' && message.length < 2_000 && nextStep.length < 3_000, `${name}: the text is empty or endless`);
	}
	for (const item of items)
		assert.equal(Object.hasOwn(item, 'error'), name === 'catalog' && 'error' in item, `${name}: n8n takes json.error for a failed node`);
}

function checkClaim({ name, claims }: (typeof READERS)[number], reply: MadeReply, item: Readonly<Record<string, unknown>>): void {
	const told = () => `${name}: ${JSON.stringify(item).slice(0, 300)} out of ${reply.http} ${JSON.stringify(reply.body).slice(0, 600)}`;
	if (claims === 'order' && item.order !== undefined) assert.ok(mayBeOrder(reply, String(item.order)), told());
	if (claims === 'acceptance' && item.accepted === true) assert.ok(mayBeAccepted(reply), told());
	if (claims === 'end' && item.final === true) assert.ok(mayBeFinal(reply), told());
}

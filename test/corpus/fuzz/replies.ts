import * as fc from 'fast-check';

import { CORPUS } from '../rows';

/** A made reply. */
export interface MadeReply {
	body: string;
	http: number;
}

const NAMES = [
	...['order', 'orders', 'order_id', 'id', 'refill', 'refills', 'cancel', 'canceled', 'accepted', 'code', 'phone', 'balance', 'currency'],
	...['error', 'errors', 'message', 'msg', 'reason', 'status', 'success', 'ok', 'state', 'data', 'result', 'response', 'services', 'rows'],
	...['charge', 'remains', 'start_count', 'accounts', 'entityType', 'expires_at', 'total', 'page', '5', '6', '0', ''],
	...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'length', 'valueOf'],
];
const VALUES: readonly unknown[] = [
	...[null, true, false, 0, 1, -1, 5, 6, 7, 104, 200, 404, 422, 500, 0.5, 1e-8, 1e21, '', '0', '1', '5', 'true', 'false', 'null'],
	...['error', 'fail', 'success', 'ok', 'Completed', 'Partial', 'Pending', 'In progress', 'Canceled', 'Rejected', 'Error', 'Expired'],
	...['Order not found', 'Incorrect order ID', 'Not enough funds', 'Invalid API key', 'Something went wrong', 'Try again later'],
	...[
		'Order cannot be cancelled',
		'Refill requested',
		'No numbers available',
		'USD',
		'$5.00',
		'1,234.50',
		'\u0000',
		'😀',
		'\uD800',
		{},
		[],
	],
];

const word = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.string());
const leaf = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...VALUES) }, fc.string(), fc.double(), fc.integer());
const { tree } = fc.letrec<{ tree: unknown; list: unknown; record: unknown }>((tie) => ({
	tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('list'), tie('record')),
	list: fc.array(tie('tree'), { maxLength: 4 }),
	// JSON.parse makes an own field of "__proto__", and so must a made reply: built as text, not by assignment.
	record: fc.array(fc.tuple(word, tie('tree')), { maxLength: 6 }).map((entries) => new Fields(entries)),
}));

/** A JSON object with every field as an own one, "__proto__" and repeated ones too. */
class Fields {
	constructor(readonly entries: ReadonlyArray<readonly [string, unknown]>) {}
}

function write(value: unknown): string {
	if (value instanceof Fields) return `{${value.entries.map(([name, entry]) => `${JSON.stringify(name)}:${write(entry)}`).join(',')}}`;
	if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
	return JSON.stringify(value) ?? 'null';
}

const json = tree.map(write);
const known = fc.constantFrom(
	...CORPUS.map(({ reply }) => (typeof reply === 'string' ? reply : JSON.stringify(reply)).replaceAll('$id', '5')),
);

/** One change of a text: a cut, a part put elsewhere, a token for another, an envelope, rests of PHP. */
type Change = (text: string) => string;
const position = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
	position.map(
		(at): Change =>
			(text) =>
				text.slice(0, at * text.length),
	),
	fc.tuple(position, fc.string({ maxLength: 8 })).map(
		([at, more]): Change =>
			(text) =>
				text.slice(0, at * text.length) + more + text.slice(at * text.length),
	),
	fc.tuple(position, position).map(
		([from, count]): Change =>
			(text) =>
				text.slice(0, from * text.length) + text.slice(from * text.length + count * 12),
	),
	fc.tuple(fc.nat(30), json).map(
		([nth, value]): Change =>
			(text) =>
				replaceToken(text, nth, value),
	),
	fc.tuple(fc.nat(30), word).map(
		([nth, name]): Change =>
			(text) =>
				replaceToken(text, nth, JSON.stringify(name)),
	),
	fc.tuple(word, json).map(
		([name, value]): Change =>
			(text) =>
				text.replace(/\{/, () => `{${JSON.stringify(name)}:${value},`),
	),
	word.map(
		(name): Change =>
			(text) =>
				`{"status":"success",${JSON.stringify(name)}:${text}}`,
	),
	fc.constantFrom<Change>(
		(text) => `<br /><b>Warning</b>: order 9 in y on line 3<br />${text}`,
		(text) => `${text}<!-- order 9 -->`,
		(text) => JSON.stringify(text),
		(text) => `[${text}]`,
		(text) => `${text}${text}`,
		(text) => `\uFEFF ${text}`,
		(text) => text.toUpperCase(),
	),
);

/** Puts something in the place of the nth text, number or word of a JSON text. */
function replaceToken(text: string, nth: number, by: string): string {
	let seen = -1;
	return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g, (token) => ((seen += 1) === nth ? by : token));
}

const changed = fc
	.tuple(known, fc.array(change, { minLength: 1, maxLength: 4 }))
	.map(([text, changes]) => changes.reduce((now, next) => next(now), text));
const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all).toString('latin1'));
const vast = fc.constantFrom(
	'['.repeat(5_000),
	`${'['.repeat(5_000)}5${']'.repeat(5_000)}`,
	`${'{"data":'.repeat(1_500)}{"order":5}${'}'.repeat(1_500)}`,
	`${'"\\"'.repeat(3)}${'\\"'.repeat(50_000)}`,
	`{"error":"${'a '.repeat(60_000)}"}`,
	`{"order":"${'5'.repeat(60_000)}"}`,
	`{${Array.from({ length: 2_000 }, (_, n) => `"${n}":{"order":${n}}`).join(',')}}`,
	`${'<'.repeat(50_000)}`,
	`${'<b>'.repeat(15_000)}{"order":5}`,
	`${' '.repeat(60_000)}{"order":5`,
);

const body = fc.oneof(
	{ weight: 50, arbitrary: changed },
	{ weight: 30, arbitrary: json },
	{ weight: 8, arbitrary: fc.json() },
	{ weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
	{ weight: 5, arbitrary: bytes },
	{ weight: 1, arbitrary: vast },
);
const http = fc.oneof({ weight: 8, arbitrary: fc.constant(200) }, fc.constantFrom(201, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502));

/** Replies of every kind: changed ones of the corpus, made ones of its words, any JSON, bytes, vast ones. */
export const madeReply: fc.Arbitrary<MadeReply> = fc.record({ body, http });

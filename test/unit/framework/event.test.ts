import { z } from 'zod';
import { describeEvents, eventSubtitle } from '../../../nodes/SmmPanel/framework/describe';
import { eventsFor } from '../../../nodes/SmmPanel/framework/event';
import type { Property } from '../../../nodes/SmmPanel/framework/operation';
import { readPollParameters } from '../../../nodes/SmmPanel/framework/parameters';

const list = { displayName: 'List', name: 'list', type: 'string', default: '' } as const;
const either = { displayName: 'Either', name: 'either', type: 'boolean', default: false } as const;
const hanging = {
	displayName: 'Hanging',
	name: 'hanging',
	type: 'string',
	default: '',
	displayOptions: { show: { '/list': ['a'] } },
} as const;
const words = { displayName: 'A Word', name: 'words', type: 'multiOptions', readAs: 'list', default: [], options: [] } as const;
const amount = { displayName: 'Amount', name: 'amount', type: 'number', readAs: 'text', default: 5 } as const;
const collection = <const Members extends readonly Property[]>(options: Members) =>
	({ displayName: 'Options', name: 'options', type: 'collection', default: {}, options }) as const;

/** An event that counts its polls, and gives what it found of the last one. */
const counting = <const Ps extends readonly Property[]>(
	name: string,
	value: string,
	properties: Ps,
	scope = { base: 'b', settings: 's' },
) =>
	eventsFor<undefined, never>()({
		name,
		value,
		description: `When ${name}`,
		budget: { scheduled: 1, first: 1 },
		properties,
		state: z.object({ polls: z.number() }),
		scope: () => scope,
		poll: async (_parameters, _environment, { state, ...rest }) => ({
			items: [{ found: state?.polls ?? null, ...rest }],
			state: { polls: (state?.polls ?? 0) + 1 },
		}),
		preview: async () => [],
	});
const zebra = counting('Zebra', 'zebra', [list, collection([hanging, either])]);
const ant = counting('Ant', 'ant', [list, amount, collection([either, words])]);

describe('what the editor shows of events', () => {
	const [dropdown, ...fields] = describeEvents([zebra, ant]);

	test('the dropdown is alphabetical, while the first event listed stays the default', () => {
		expect(dropdown).toMatchObject({
			displayName: 'Trigger On',
			name: 'event',
			noDataExpression: true,
			default: 'zebra',
			options: [
				{ name: 'Ant', value: 'ant', description: 'When Ant', action: 'On ant' },
				{ name: 'Zebra', value: 'zebra', description: 'When Zebra', action: 'On zebra' },
			],
		});
		expect(eventSubtitle([zebra, ant])).toBe('={{ ({ ant: "Ant", zebra: "Zebra" })[$parameter["event"]] }}');
	});

	test('a field that events share is one field, and collections come last', () => {
		expect(fields.map(({ name, displayOptions }) => [name, displayOptions?.show?.event])).toEqual([
			['list', ['zebra', 'ant']],
			['amount', ['ant']],
			['options', ['zebra', 'ant']],
		]);
	});

	test('a member of Options shows for its events, or with the field that it hangs on', () => {
		const members = (fields[2]?.options ?? []).map((member) =>
			'displayOptions' in member ? [member.name, member.displayOptions?.show] : [],
		);
		expect(members).toEqual([
			['words', { '/event': ['ant'] }],
			['either', { '/event': ['zebra', 'ant'] }],
			['hanging', { '/list': ['a'] }],
		]);
	});

	test('n8n gets no word that only this package knows', () => {
		expect(JSON.stringify(fields)).not.toContain('readAs');
	});
});

describe('the stored state', () => {
	const found = async (stored: unknown) => (await zebra.poll({}, undefined, stored)).items;

	test('comes back in the next poll', async () => {
		const { state } = await zebra.poll({}, undefined, undefined);
		expect(state).toEqual({ v: 1, scope: 'b.s', polls: 1 });
		expect(await found(state)).toEqual([{ found: 1, settingsChanged: false, needsWrite: false }]);
	});

	test('is carried over to other settings, and must be written then', async () => {
		expect(await found({ v: 1, scope: 'b.other', polls: 4 })).toEqual([{ found: 4, settingsChanged: true, needsWrite: true }]);
	});

	test('of another scope or shape counts as none, and is replaced', async () => {
		for (const stored of [
			{ v: 1, scope: 'x.s', polls: 4 },
			{ v: 2, scope: 'b.s', polls: 4 },
			{ v: 1, scope: 'b.s', polls: '4' },
			'text',
			null,
		])
			expect(await found(stored)).toEqual([{ found: null, settingsChanged: false, needsWrite: true }]);
		expect(await found(undefined)).toEqual([{ found: null, settingsChanged: false, needsWrite: false }]);
	});
});

describe('the parameters of a poll', () => {
	const read = (given: Record<string, unknown>) =>
		readPollParameters({ getNodeParameter: (name: string, fallback?: unknown) => given[name] ?? fallback }, [...ant.properties]);

	test('an amount keeps every digit that came', () => {
		expect(read({ amount: '5.00' }).amount).toBe('5.00');
		expect(read({}).amount).toBe('5');
	});

	test('a list may come as one word, a comma list or an array', () => {
		const wordsOf = (given: unknown) => read({ options: { words: given } }).options;
		expect(wordsOf('one')).toEqual({ words: ['one'] });
		expect(wordsOf('one, In progress')).toEqual({ words: ['one', 'In progress'] });
		expect(wordsOf(['one', 'two'])).toEqual({ words: ['one', 'two'] });
		expect(wordsOf('')).toEqual({ words: [] });
	});
});

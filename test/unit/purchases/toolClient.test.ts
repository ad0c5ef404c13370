import type { IDataObject } from 'n8n-workflow';
import { runAsTool } from '../../support';
import { changed, closeWorlds, orderCreate, world, type World } from './world';

afterAll(closeWorlds);
afterEach(() => jest.restoreAllMocks());

const keyed = changed(orderCreate, { orderKey: "={{ $fromAI('orderKey', 'key', 'string') }}" });

/** One chat, or one call over MCP: an execution of its own. */
async function ask(here: World, calls: IDataObject[], parameters = keyed): Promise<string[]> {
	const { answers } = await runAsTool({ ...here, parameters, calls });
	return answers.map(({ text, error }) => text ?? error?.message ?? '');
}

/** A panel that books the first order and breaks the connection. */
async function unanswered(): Promise<{ here: World; text: string; name: string }> {
	const here = await world();
	here.panel.fail({ kind: 'drop', action: 'add', when: 'afterBooking' });
	const [text = ''] = await ask(here, [{ orderKey: 'a' }]);
	return { here, text, name: /content-[0-9a-f]{12}/.exec(text)?.[0] ?? '' };
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Lets a UTC day begin, so many days from now. */
const letDaysPass = (days: number, now = Date.now()) => jest.spyOn(Date, 'now').mockReturnValue(now + days * DAY_MS);

describe('a purchase of an AI client without an answer', () => {
	test('is not made again in another execution, whatever key the model gives, or without one', async () => {
		const { here } = await unanswered();
		for (const orderKey of ['a', 'a-retry', ''])
			expect(await ask(here, [{ orderKey }])).toEqual([
				expect.stringContaining('Not sent again: an earlier try of this purchase was sent'),
			]);
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});

	test('keeps no other content from being bought', async () => {
		const { here } = await unanswered();
		expect(await ask(here, [{ orderKey: 'a' }], { ...keyed, quantity: 2000 })).toEqual([expect.stringContaining('"order":"23502"')]);
	});

	test('is blocked under another key on the next day too, and not on the day after', async () => {
		const { here } = await unanswered();
		letDaysPass(1);
		expect(await ask(here, [{ orderKey: 'b' }])).toEqual([expect.stringContaining('Not sent again')]);
		jest.restoreAllMocks();
		letDaysPass(2);
		expect(await ask(here, [{ orderKey: 'c' }])).toEqual([expect.stringContaining('"order":"23502"')]);
	});

	test('is blocked, too, when the clock is set back over midnight', async () => {
		const { here } = await unanswered();
		letDaysPass(-1);
		expect(await ask(here, [{ orderKey: 'b' }])).toEqual([expect.stringContaining('Not sent again')]);
		expect(here.panel.callsOf('add')).toHaveLength(1);
	});

	test('is released by its name as a fixed text, once, and not by the model', async () => {
		const { here, text, name } = await unanswered();
		expect(text).toContain(`set the option 'Release Order Key' to ${name} as a fixed text and run this again`);
		const byModel = { ...keyed, options: { releaseOrderKey: "={{ $fromAI('release', 'key to release', 'string') }}" } };
		expect(await ask(here, [{ orderKey: 'a', release: name }], byModel)).toEqual([
			expect.stringContaining("'Release Order Key' is left to the AI model, which must not decide about it"),
		]);
		const fixed = { ...keyed, options: { releaseOrderKey: name } };
		expect(await ask(here, [{ orderKey: 'a' }], fixed)).toEqual([expect.stringContaining('"order":"23502"')]);
		expect(here.panel.callsOf('add')).toHaveLength(2);
	});

	test('does not block a purchase that was answered: each chat buys its own', async () => {
		const here = await world();
		expect(await ask(here, [{ orderKey: '' }])).toEqual([expect.stringContaining('"order":"23501"')]);
		expect(await ask(here, [{ orderKey: '' }])).toEqual([expect.stringContaining('"order":"23502"')]);
	});

	test('blocks nothing once the panel has refused it', async () => {
		const here = await world();
		here.panel.fail({ kind: 'error', error: 'Not enough funds', action: 'add' });
		expect(await ask(here, [{ orderKey: 'a' }])).toEqual([expect.stringContaining('Not enough funds')]);
		expect(await ask(here, [{ orderKey: 'b' }])).toEqual([expect.stringContaining('"order":"23501"')]);
	});
});

import type { INodeParameters } from 'n8n-workflow';
import type { FaultKind } from '../../sandbox';
import { runAsTool } from '../../support';
import { CLOSED_URL } from '../../support/panels';
import {
	changed,
	closeWorlds,
	outcomeOf,
	outcomeOfRun,
	paidOperations,
	retryOnFail,
	world,
	type Outcome,
	type PaidOperation,
	type World,
} from './world';

interface FaultCase {
	name: string;
	/** What the first call meets; 'none' for a call that works, 'closed' for an address where nobody listens. */
	fault: FaultKind | 'none' | 'closed';
	booked: boolean;
	first: 'bought' | 'refused' | 'unknown';
}

const before = (name: string, fault: FaultKind, first: 'refused' | 'unknown'): FaultCase => ({ name, fault, booked: false, first });
const after = (name: string, fault: FaultKind): FaultCase => ({ name: `${name} after booking`, fault, booked: true, first: 'unknown' });

const faults: readonly FaultCase[] = [
	{ name: 'no fault', fault: 'none', booked: true, first: 'bought' },
	before('dropped before booking', { kind: 'drop' }, 'unknown'),
	after('dropped', { kind: 'drop' }),
	before('time-out before booking', { kind: 'hang' }, 'unknown'),
	after('time-out', { kind: 'hang' }),
	after('HTTP 500', { kind: 'status', status: 500 }),
	after('HTTP 503 with a JSON error', { kind: 'status', status: 503, body: '{"error":"Service unavailable"}' }),
	after('HTTP 504', { kind: 'status', status: 504 }),
	after('redirect 302', { kind: 'redirect', location: 'https://elsewhere.invalid/' }),
	after('web page', { kind: 'html' }),
	after('invalid JSON', { kind: 'invalidJson' }),
	after('half a body', { kind: 'halfBody' }),
	after('nothing', { kind: 'empty' }),
	after('an error with an order id', { kind: 'errorWithOrder', error: 'Something went wrong' }),
	// The call is sent again a second later, and the panel takes it.
	{ name: 'HTTP 429', fault: { kind: 'status', status: 429 }, booked: true, first: 'bought' },
	before('HTTP 401', { kind: 'status', status: 401 }, 'refused'),
	before('{error}', { kind: 'error', error: 'You have active order with this link. Please wait.' }, 'refused'),
	{ name: 'connection refused', fault: 'closed', booked: false, first: 'refused' },
];

/** What a repetition came to: the outcomes that the user saw, in order, and what the panel booked. */
interface Seen {
	outcomes: Outcome[];
	booked: number;
}

interface Cell {
	world: World;
	operation: PaidOperation;
	/** Parameters without a key, and with the user's own. */
	parameters: INodeParameters;
	keyed: INodeParameters;
	/** Where the first call goes; the repetition goes to the panel itself. */
	first: { smmPanelApi: { baseUrl: string; apiKey: string } };
}

type Repetition = (cell: Cell) => Promise<Outcome[]>;

const repetitions: Record<string, Repetition> = {
	'not repeated': async ({ world: { run }, parameters, first }) => [outcomeOfRun(await run(parameters, { credentials: first }))],
	'Retry On Fail': async ({ world: { run }, parameters, first }) => [
		outcomeOfRun(await run(parameters, { credentials: first, node: { ...retryOnFail, maxTries: 2 } })),
	],
	'Retry execution': async ({ world: { run }, parameters, first }) => {
		const failed = await run(parameters, { credentials: first });
		// An execution that went well is taken up with all that it left, as when a later node failed.
		const again = failed.status === 'success' ? { signature: failed.signature, contextData: failed.contextData } : { retryOf: failed };
		return [outcomeOfRun(failed), outcomeOfRun(await run(parameters, again))];
	},
	'retry after a crash': async ({ world: { run }, parameters, first }) => {
		const crashed = await run(parameters, { credentials: first });
		return [outcomeOfRun(crashed), outcomeOfRun(await run(parameters, { mode: 'retry', signature: crashed.signature }))];
	},
	'new execution with the same user key': async ({ world: { run }, keyed, first }) => [
		outcomeOfRun(await run(keyed, { credentials: first })),
		outcomeOfRun(await run(keyed)),
	],
	'two executions with one key at once': async ({ world: { run }, keyed, first }) => {
		const both = await Promise.all([run(keyed, { credentials: first }), run(keyed, { credentials: first })]);
		// Which of them comes first is n8n's choice; the refusal of the later one sorts behind.
		const order: readonly Outcome[] = ['unknown', 'unanswered', 'refused', 'bought', 'duplicate'];
		return both.map(outcomeOfRun).sort((a, b) => order.indexOf(a) - order.indexOf(b));
	},
	'AI tool called twice': async ({ world: { dedup }, parameters, first }) => {
		const { answers } = await runAsTool({ parameters, credentials: first, dedup, calls: [{}, {}] });
		return answers.map(({ text, error }) => (error ? outcomeOf(undefined, error.message) : toolOutcome(text ?? '')));
	},
};

function toolOutcome(text: string): Outcome {
	if (!text.startsWith('[')) return outcomeOf(undefined, text);
	const [json]: Array<Record<string, string>> = JSON.parse(text);
	return outcomeOf(json, '');
}

/** What must come of it, from the first outcome alone. */
function expected({ first, booked, fault }: FaultCase, repetition: string): Seen {
	const stays = fault === 'closed';
	const second: Record<FaultCase['first'], Outcome> = { bought: 'bought', refused: 'bought', unknown: 'unanswered' };
	const once = Number(booked);
	switch (repetition) {
		case 'not repeated':
			return { outcomes: [first], booked: once };
		case 'Retry On Fail': {
			const last = stays ? first : second[first];
			return { outcomes: [last], booked: last === 'bought' ? 1 : once };
		}
		case 'Retry execution':
			return { outcomes: [first, second[first]], booked: first === 'refused' ? 1 : once };
		case 'retry after a crash':
		case 'new execution with the same user key':
			return { outcomes: [first, first === 'bought' ? 'duplicate' : second[first]], booked: first === 'refused' ? 1 : once };
		default: {
			// Two executions with one key at once, and an AI tool called twice.
			const last = stays ? 'refused' : first === 'bought' ? 'duplicate' : second[first];
			return { outcomes: [first, last], booked: last === 'bought' ? 1 : once };
		}
	}
}

/** The panel never answers, so the time to answer decides; it must not run out before the panel has booked. */
const isSilent = ({ fault }: Pick<FaultCase, 'fault'>) => fault !== 'none' && fault !== 'closed' && fault.kind === 'hang';

async function play(operation: PaidOperation, { fault, first, booked }: FaultCase, repetition: string): Promise<Seen> {
	const here = await world({ rows: 2 });
	const booking = first === 'unknown' && booked;
	if (fault !== 'none' && fault !== 'closed')
		here.panel.fail({ ...fault, action: operation.action, when: booking ? 'afterBooking' : 'beforeBooking' });
	const baseUrl = fault === 'closed' ? CLOSED_URL : here.panel.url;
	const options = isSilent({ fault }) ? { timeout: 2 } : {};
	const parameters = changed(operation, { options });
	const outcomes = await repetitions[repetition]?.({
		world: here,
		operation,
		parameters,
		keyed: { ...parameters, orderKey: 'invoice-7' },
		first: { smmPanelApi: { baseUrl, apiKey: here.panel.apiKey } },
	});
	return { outcomes: outcomes ?? [], booked: here.booked() };
}

const cells = paidOperations.flatMap((operation) =>
	faults.flatMap((fault) => Object.keys(repetitions).map((repetition) => ({ operation, fault, repetition }))),
);
const seen = new Map<string, Seen | Error>();
const nameOf = ({ operation, fault, repetition }: (typeof cells)[number]) => `${operation.name}, ${fault.name}, ${repetition}`;

// Cells run side by side: most of their time is waiting. Those that end by a time-out come last, on an idle machine.
beforeAll(async () => {
	for (const silent of [false, true]) {
		const played = cells
			.filter(({ fault }) => isSilent(fault) === silent)
			.map(async (cell) => {
				const { operation, fault, repetition } = cell;
				seen.set(nameOf(cell), await play(operation, fault, repetition).catch((error: unknown) => new Error(String(error))));
			});
		await Promise.all(played);
	}
}, 120_000);

afterAll(closeWorlds);

describe('what the panel booked is what was bought exactly once, and the user is told the truth', () => {
	test.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', (name, { fault, repetition }) => {
		const result = seen.get(name);
		expect(result).toEqual(expected(fault, repetition));
	});

	test('the matrix is complete: every fault, paid operation and repetition has its cell', () => {
		expect(cells).toHaveLength(18 * 3 * 7);
		expect(seen.size).toBe(cells.length);
	});
});

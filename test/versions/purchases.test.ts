import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { bought, createBuyer, failureText, linksBooked, linksOf, orderUntilUnanswered, refuseAfter } from '../e2e/buying';
import { books, boughtAgain, openGate, retryCrashed, startCases, untilHeldOrOver, type RunningCase } from '../e2e/crashBehind';
import { startRestartableN8n, type RestartableN8n } from '../e2e/restartableN8n';

const TEN_MINUTES = 600_000;
const hasToken = process.env.SMM_PANEL_TOKEN === 'yes';
/** Where n8n names an execution over its retries, and where it does not. */
const whereNamed = hasToken ? describe : describe.skip;
const whereUnnamed = hasToken ? describe.skip : describe;

let own: RestartableN8n;
let panel: SandboxPanel;

beforeAll(async () => {
	own = await startRestartableN8n();
}, TEN_MINUTES);
beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hstockplus' });
});
afterEach(async () => {
	await panel.close();
});
afterAll(async () => {
	await own.end();
});

const ownKey = { orderKey: '=invoice-{{ $json.id }}' };
const links = () => linksBooked(panel);

async function retryOnFail(parameters: Record<string, unknown>) {
	const buyer = await createBuyer(own.client, panel, {
		parameters,
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
	});
	refuseAfter(panel, 3);
	await buyer.order([1, 2, 3, 4, 5]);
	const [execution] = await buyer.executions(1);
	return { status: execution?.status, orders: execution && bought(execution).map(({ order }) => order), links: links() };
}
const ONCE_EACH = { status: 'success', orders: ['23501', '23502', '23503', '23504', '23505'], links: linksOf(1, 2, 3, 4, 5) };

async function retryExecution(parameters: Record<string, unknown>) {
	const buyer = await createBuyer(own.client, panel, { parameters });
	refuseAfter(panel, 2);
	await buyer.order([1, 2, 3, 4]);
	const [failed] = await buyer.executions(1);
	const before = failed && failureText(failed);
	const retried = await own.client().retryExecution(failed?.id ?? '');
	return { before, status: retried.status, items: bought(retried).length, links: links() };
}
const THE_REST = {
	before: expect.stringContaining('Bought before this item: 23501, 23502.'),
	status: 'success',
	items: 4,
	links: linksOf(1, 2, 3, 4),
};

async function killedBeforeTheAnswer(parameters: Record<string, unknown>) {
	const buyer = await createBuyer(own.client, panel, { parameters });
	const id = await orderUntilUnanswered(buyer);
	await own.crashAndRestart();
	const { status } = await own.client().waitForExecution(id);
	const retried = failureText(await own.client().retryExecution(id));
	return { status, retried, calls: panel.callsOf('add').length };
}
const NOT_AGAIN = {
	status: 'crashed',
	retried: expect.stringContaining('Not sent again: an earlier try of this purchase was sent, and its outcome is unknown'),
	calls: 2,
};

/** Kills n8n behind every purchase of twelve workflows, and takes everything up again. */
async function killedBehindThePurchase(ownKeys: boolean) {
	const gate = await openGate();
	let running: RunningCase[] = [];
	try {
		running = await startCases(own.client(), gate, ownKeys);
		await untilHeldOrOver(own.client(), running);
		const [booked, wanted] = [books(running), running.map((entry) => [entry.title, entry.wanted])];
		await own.crashAndRestart();
		gate.set('open');
		await retryCrashed(own.client(), running);
		const failed: string[] = [];
		for (const entry of running) {
			const { status } = await own.client().waitForExecution((await entry.latest(own.client())).id);
			if (status !== 'success') failed.push(`${entry.title}: ${status}`);
		}
		return { booked, wanted, failed, again: boughtAgain(running) };
	} finally {
		await gate.close();
		await Promise.all(running.map(async (entry) => await entry.close()));
	}
}

describe('With Order Key', () => {
	test('Retry On Fail buys every item once', async () => expect(await retryOnFail(ownKey)).toEqual(ONCE_EACH), TEN_MINUTES);
	test('Retry execution buys the rest and nothing again', async () => expect(await retryExecution(ownKey)).toEqual(THE_REST), TEN_MINUTES);
	test(
		'n8n killed before the answer: the retry sends nothing again',
		async () => expect(await killedBeforeTheAnswer(ownKey)).toEqual(NOT_AGAIN),
		TEN_MINUTES,
	);
	test(
		'n8n killed behind the purchase: the retry buys nothing again',
		async () => {
			const { booked, wanted, failed, again } = await killedBehindThePurchase(true);
			expect(booked).toEqual(wanted);
			expect([failed, again]).toEqual([[], []]);
		},
		TEN_MINUTES,
	);
	test(
		'a second execution, after a crash, buys nothing again',
		async () => {
			const buyer = await createBuyer(own.client, panel, { parameters: ownKey });
			await buyer.order([1]);
			const [first] = await buyer.executions(1);
			expect(first && bought(first)).toMatchObject([{ order: '23501', bought: true, orderKey: 'invoice-1' }]);
			await own.crashAndRestart();
			await buyer.order([1]);
			const [, second] = await buyer.executions(2);
			expect(second && bought(second)).toMatchObject([{ orderKey: 'invoice-1', duplicate: true }]);
			expect(panel.orders()).toHaveLength(1);
		},
		TEN_MINUTES,
	);
});

whereUnnamed('Without Order Key', () => {
	test(
		'is refused before anything is sent',
		async () => {
			const buyer = await createBuyer(own.client, panel);
			await buyer.order([1, 2]);
			const [failed] = await buyer.executions(1);
			expect(failed?.status).toBe('error');
			expect(failed && failureText(failed)).toContain("Set an 'Order Key'");
			const retried = await own.client().retryExecution(failed?.id ?? '');
			expect(failureText(retried)).toContain("Set an 'Order Key'");
			expect(panel.callsOf('add')).toEqual([]);
		},
		TEN_MINUTES,
	);
});

whereNamed('Without Order Key', () => {
	test('Retry On Fail buys every item once', async () => expect(await retryOnFail({})).toEqual(ONCE_EACH), TEN_MINUTES);
	test('Retry execution buys the rest and nothing again', async () => expect(await retryExecution({})).toEqual(THE_REST), TEN_MINUTES);
	test(
		'n8n killed before the answer: the retry sends nothing again',
		async () => expect(await killedBeforeTheAnswer({})).toEqual(NOT_AGAIN),
		TEN_MINUTES,
	);
	test(
		'n8n killed behind the purchase: the retry buys nothing again',
		async () => {
			const { booked, wanted, failed, again } = await killedBehindThePurchase(false);
			expect(booked).toEqual(wanted);
			expect([failed, again]).toEqual([[], []]);
		},
		TEN_MINUTES,
	);
});

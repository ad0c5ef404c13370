import { RestError } from '../host/http';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { bought, createBuyer, failureText, linksBooked, linksOf, orderUntilUnanswered, refuseAfter, untilBooked } from './buying';
import { startRestartableN8n, type RestartableN8n } from './restartableN8n';
import { credentialFor, oneNodeWorkflow } from './support';

const TWO_MINUTES = 120_000;

let own: RestartableN8n;
let panel: SandboxPanel;

beforeAll(async () => {
	own = await startRestartableN8n();
}, TWO_MINUTES);
beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hstockplus' });
});
afterEach(async () => {
	await panel.close();
});
afterAll(async () => {
	await own.end();
});

const links = () => linksBooked(panel);

test(
	'n8n killed between sending and the answer: the retry buys nothing again and says what to check',
	async () => {
		const buyer = await createBuyer(own.client, panel);
		const id = await orderUntilUnanswered(buyer);
		await own.crashAndRestart();

		expect((await own.client().waitForExecution(id)).status).toBe('crashed');
		const retried = await own.client().retryExecution(id);
		expect(links()).toEqual(linksOf(1, 2));
		expect(failureText(retried)).toContain('Not sent again: an earlier try of this purchase was sent, and its outcome is unknown');
		expect(failureText(retried)).toContain('service 1, quantity 1000, link https://example.com/p/2');
		expect(failureText(retried)).toContain('order list of your account at the panel');

		// A second retry is no other.
		await own.client().retryExecution(id);
		expect(panel.orders()).toHaveLength(2);
		expect(panel.callsOf('add')).toHaveLength(2);
	},
	TWO_MINUTES,
);

test(
	'n8n killed: where the node goes on, the retry marks what was bought, refuses what is unknown and buys the rest once',
	async () => {
		const buyer = await createBuyer(own.client, panel, { settings: { onError: 'continueRegularOutput' } });
		const id = await orderUntilUnanswered(buyer);
		await own.crashAndRestart();

		const retried = await own.client().retryExecution((await own.client().waitForExecution(id)).id);
		expect(links()).toEqual(linksOf(1, 2, 3));
		const [first, second, third] = bought(retried);
		expect(first).toMatchObject({ orderKey: expect.stringMatching(/^auto-/), duplicate: true });
		expect(second?.error).toContain('Not sent again');
		expect(third).toMatchObject({ order: '23503' });
	},
	TWO_MINUTES,
);

test(
	'n8n killed in a manual run: n8n itself refuses the retry, which could not know the first run',
	async () => {
		const credential = await credentialFor(own.client(), panel.url, panel.apiKey);
		const parameters = {
			resource: 'order',
			operation: 'create',
			service: { __rl: true, mode: 'id', value: '1' },
			orderType: 'default',
			link: 'https://example.com/p/1',
			quantity: 1000,
		};
		const workflow = await own.client().createWorkflow(oneNodeWorkflow({ credential, parameters }));
		panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		const id = await own.client().startWorkflow(workflow.id, 'Start');
		await untilBooked(panel, 1);
		await own.crashAndRestart();

		await own.client().waitForExecution(id);
		const refused: unknown = await own
			.client()
			.retryExecution(id)
			.catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(RestError);
		expect(panel.orders()).toHaveLength(1);
	},
	TWO_MINUTES,
);

test(
	"a user's key is known after a crash, in a new execution",
	async () => {
		const buyer = await createBuyer(own.client, panel, { parameters: { orderKey: '=invoice-{{ $json.id }}' } });
		await buyer.order([1]);
		const [first] = await buyer.executions(1);
		expect(first && bought(first)).toMatchObject([{ order: '23501', service: '1', orderKey: 'invoice-1' }]);
		await own.crashAndRestart();
		await buyer.order([1]);
		const [, second] = await buyer.executions(2);
		expect(second && bought(second)).toMatchObject([{ orderKey: 'invoice-1', duplicate: true }]);
		expect(panel.orders()).toHaveLength(1);
	},
	TWO_MINUTES,
);

test(
	'Retry On Fail with 5 items where item 4 fails: every item is bought once, and the output holds all orders',
	async () => {
		const buyer = await createBuyer(own.client, panel, { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 } });
		refuseAfter(panel, 3);
		await buyer.order([1, 2, 3, 4, 5]);
		const [execution] = await buyer.executions(1);
		expect(execution?.status).toBe('success');
		expect(links()).toEqual(linksOf(1, 2, 3, 4, 5));
		expect(execution && bought(execution).map(({ order }) => order)).toEqual(['23501', '23502', '23503', '23504', '23505']);
	},
	TWO_MINUTES,
);

test(
	'Retry execution returns what the failed execution bought and buys the rest',
	async () => {
		const buyer = await createBuyer(own.client, panel);
		refuseAfter(panel, 2);
		await buyer.order([1, 2, 3, 4]);
		const [failed] = await buyer.executions(1);
		expect(failed && failureText(failed)).toContain('Bought before this item: 23501, 23502.');
		const retried = await own.client().retryExecution(failed?.id ?? '');
		expect(bought(retried)).toMatchObject([1, 2, 3, 4].map((id) => ({ order: String(23500 + id), service: '1' })));
		expect(links()).toEqual(linksOf(1, 2, 3, 4));
	},
	TWO_MINUTES,
);

test(
	"two executions with one user key at once buy once: the second waits for the first one's answer",
	async () => {
		const buyer = await createBuyer(own.client, panel, { parameters: { orderKey: 'invoice-7' } });
		panel.fail({ kind: 'delay', ms: 500, action: 'add', when: 'afterBooking' });
		await buyer.order([1]);
		await buyer.order([1]);
		const executions = await buyer.executions(2);
		expect(
			executions
				.flatMap(bought)
				.map(({ order, duplicate }) => order ?? duplicate)
				.sort(),
		).toEqual(['23501', true]);
		expect(panel.callsOf('add')).toHaveLength(1);
	},
	TWO_MINUTES,
);

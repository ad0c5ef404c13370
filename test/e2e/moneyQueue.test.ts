import { startN8n, type RunningN8n } from '../host/n8n';
import { startRedis, startWorker, type RunningRedis } from '../host/queue';
import { N8nClient } from '../host/rest';
import type { Service } from '../host/service';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { bought, createBuyer, failureText, untilBooked, type Buyer } from './buying';
import { OWNER, sharedInstance } from './instance';

const THREE_MINUTES = 180_000;
const TWO_MINUTES = 120_000;

let redis: RunningRedis;
let n8n: RunningN8n;
/** Each takes one execution at a time, so that two executions at once run in two processes. */
let workers: Service[] = [];
let client: N8nClient;
let panel: SandboxPanel;

beforeAll(async () => {
	redis = await startRedis();
	n8n = await startN8n({ tarball: sharedInstance().tarball, redisPort: redis.port });
	client = new N8nClient(n8n.url);
	await client.ownerSetup(OWNER);
	workers = await Promise.all([startWorker(n8n, 1), startWorker(n8n, 1)]);
}, THREE_MINUTES);
beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hstockplus' });
});
afterEach(async () => {
	await panel.close();
});
afterAll(async () => {
	await Promise.all(workers.map(async (worker) => await worker.stop()));
	await n8n.stop();
	await redis.stop();
}, THREE_MINUTES);

const keyed = { parameters: { orderKey: 'invoice-7' } };

test(
	'while one worker waits for the answer, another one with the same key sends nothing',
	async () => {
		const buyer = await createBuyer(() => client, panel, keyed);
		panel.fail({ kind: 'delay', ms: 8000, action: 'add', when: 'afterBooking' });
		await buyer.order([1]);
		await untilBooked(panel, 1);
		await buyer.order([1]);
		const [first, second] = await buyer.executions(2);
		expect(first && bought(first)).toMatchObject([{ order: '23501', service: '1', orderKey: 'invoice-7' }]);
		expect(second && failureText(second)).toContain('Not sent again: an earlier try of this purchase was sent, and its outcome is unknown');
		expect(panel.callsOf('add')).toHaveLength(1);

		// Whichever worker takes the next two: the purchase is known by now.
		await buyer.order([1]);
		await buyer.order([1]);
		const later = (await buyer.executions(4)).slice(2);
		expect(later.map(bought)).toMatchObject([1, 2].map(() => [{ orderKey: 'invoice-7', duplicate: true }]));
		expect(panel.orders()).toHaveLength(1);
	},
	TWO_MINUTES,
);

test(
	'a worker killed between sending and the answer: the retry on the other worker buys nothing again',
	async () => {
		const buyer = await createBuyer(() => client, panel);
		panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		await buyer.order([1]);
		await untilBooked(panel, 1);
		await Promise.all(workers.map(async (worker) => await worker.kill()));
		workers = await Promise.all([startWorker(n8n, 1), startWorker(n8n, 1)]);
		const [id = ''] = await buyer.ids(1);
		const retried = await client.retryExecution(id);
		expect(failureText(retried)).toContain('Not sent again');
		expect(panel.callsOf('add')).toHaveLength(1);
	},
	TWO_MINUTES,
);

const ROUNDS = 20;

async function race(buyer: Buyer, round: number): Promise<number> {
	const before = panel.callsOf('add').length;
	await Promise.all([buyer.order([round]), buyer.order([round])]);
	await buyer.executions(2 * (round + 1));
	return panel.callsOf('add').length - before;
}

test(
	'two workers that start with one key at the same instant buy once',
	async () => {
		const buyer = await createBuyer(() => client, panel, { parameters: { orderKey: '=invoice-{{ $json.id }}' } });
		const sent: number[] = [];
		for (let round = 0; round < ROUNDS; round++) sent.push(await race(buyer, round));
		expect(sent).toEqual(Array.from({ length: ROUNDS }, () => 1));
	},
	TWO_MINUTES,
);

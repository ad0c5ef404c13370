import { recordCommands } from '../host/queue';
import { startQueueHost, type QueueHost } from '../host/queueHost';
import { startSandboxPanel, type SandboxPanel } from '../sandbox';
import { bought, createBuyer, failureText, untilBooked, type Buyer } from './buying';
import { OWNER, sharedInstance } from './instance';
import { BURST_ENV, burstWithKill, createFreshBuyer } from './queue/burst';
import { useSecrets } from './queue/secrets';

const THREE_MINUTES = 180_000;
const FOUR_MINUTES = 240_000;
const TWO_MINUTES = 120_000;

let host: QueueHost;
let panel: SandboxPanel;
/** Everything that Redis was told since the start. */
let commands: () => string;

beforeAll(async () => {
	// One execution at a time in each worker, so that two executions at once run in two processes.
	host = await startQueueHost({ tarball: sharedInstance().tarball, owner: OWNER, concurrency: 1, env: BURST_ENV });
	commands = recordCommands(host.redis());
}, THREE_MINUTES);
beforeEach(async () => {
	panel = await startSandboxPanel({ dialect: 'hstockplus' });
});
afterEach(async () => {
	await panel.close();
});
afterAll(async () => {
	await host.end();
}, THREE_MINUTES);

const keyed = { parameters: { orderKey: 'invoice-7' } };

test(
	'while one worker waits for the answer, another one with the same key sends nothing',
	async () => {
		const buyer = await createBuyer(host.client, panel, keyed);
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
		const buyer = await createBuyer(host.client, panel);
		panel.fail({ kind: 'hang', action: 'add', when: 'afterBooking' });
		await buyer.order([1]);
		await untilBooked(panel, 1);
		await host.killWorkers();
		await host.startWorkers();
		const [id = ''] = await buyer.ids(1);
		const retried = await host.client().retryExecution(id);
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
		const buyer = await createBuyer(host.client, panel, { parameters: { orderKey: '=invoice-{{ $json.id }}' } });
		const sent: number[] = [];
		for (let round = 0; round < ROUNDS; round++) sent.push(await race(buyer, round));
		expect(sent).toEqual(Array.from({ length: ROUNDS }, () => 1));
	},
	TWO_MINUTES,
);

test(
	'a burst on two workers that are killed in it: every order is booked once, and told',
	async () => {
		await host.killWorkers();
		await host.startWorkers(30);
		const buyers = await Promise.all([createFreshBuyer(host, 'derived'), createFreshBuyer(host, 'own')]);
		try {
			const results = await burstWithKill(host, buyers, { executions: 20, withinMs: 0 });
			expect(
				results.map(({ keys, booked, retried, twice, lost, invented, notRecorded, answeredUnknown }) => ({
					keys,
					booked,
					retried,
					twice,
					lost,
					invented,
					notRecorded,
					answeredUnknown,
				})),
			).toEqual(
				buyers.map(({ keys }) => ({
					keys,
					booked: 40,
					retried: 20,
					twice: [],
					lost: [],
					invented: [],
					notRecorded: [],
					answeredUnknown: [],
				})),
			);
		} finally {
			await Promise.all(buyers.map(async (entry) => await entry.panel.close()));
		}
	},
	FOUR_MINUTES,
);

test(
	'neither the key of a panel nor the key of n8n is in PostgreSQL, in Redis, in a log or in a file',
	async () => {
		const places = await (await useSecrets(host)).search(commands());
		expect(places.filter(([, hits]) => hits > 0)).toEqual([]);
		expect(places).toHaveLength(8);
		expect(commands()).toContain('"bull:jobs:');
	},
	TWO_MINUTES,
);

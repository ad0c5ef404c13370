import { setTimeout as pause } from 'node:timers/promises';
import { credentialFor } from '../e2e/support';
import { toReported, type Reported } from '../e2e/queue/books';
import type { QueueHost } from '../host/queueHost';
import { DIALECTS, startSandboxPanel, type Dialect, type SandboxPanel } from '../sandbox';
import { at, type Random } from '../sandbox/random';
import { call, firstProject } from '../sandbox/testClient';
import type { Receiver } from './receiver';
import { publishCalled, publishTrigger, type Called } from './workflows';

/** How a panel of the shop differs from its document; every one is a little odd. */
const QUIRKS = {
	hstockplus: { numbersAsStrings: true },
	hmSocialMedia: { htmlContentType: true, bom: true },
	hassanStore: { stringsAsNumbers: true, moneyAsNumbers: true },
} as const;
const PACE_MS = 2_000;
/** How long an order stays on the list of a trigger after its event. */
const WATCHED_AFTER_EVENT_MS = 30_000;
/** Without news for so long, a purchase with an own key is sent again. */
const PATIENCE_MS = 45_000;
const FINAL = ['completed', 'partial', 'canceled', 'failed', 'refunded'];
const ENDINGS = ['', '', '', 'sandbox-partial', 'sandbox-canceled', 'sandbox-fail'];

/** A panel with the workflows that use it. */
export interface Counter {
	name: Dialect;
	panel: SandboxPanel;
	buyers: Array<{ workflow: Called; own: boolean; sms: boolean }>;
	readers: Array<{ workflow: Called; items: () => ReadonlyArray<Record<string, unknown>> }>;
}

/** A purchase that the shop asked for. */
interface Wish {
	counter: Counter;
	workflow: Called;
	item: Record<string, unknown>;
	subject: string;
	own: boolean;
	sentAt: number;
}

export interface Shop {
	counters: readonly Counter[];
	wishes: readonly Wish[];
	resent: number;
	/** Buys and reads until `isOver`. */
	sell(isOver: () => boolean): Promise<void>;
	/** Sends purchases with an own key again of which nothing was heard; true where none is left. */
	remind(patienceMs?: number): Promise<boolean>;
	reportedAt(counter: Counter): Reported[];
	/** The ids that were reported, of orders or of SMS numbers. */
	idsAt(counter: Counter, sms: boolean): string[];
}

async function openCounter(host: QueueHost, receiver: Receiver, name: Dialect): Promise<Omit<Counter, 'readers'>> {
	const panel = await startSandboxPanel({ dialect: name, balance: '10000000.00', pace: PACE_MS, quirks: QUIRKS[name] });
	const client = host.client();
	const credential = await credentialFor(client, panel.url, panel.apiKey);
	const publish = async (kind: string, parameters: Record<string, unknown>): Promise<Called> =>
		await publishCalled(client, { name: `${kind}-${name}`, credential, parameters, receiver: receiver.url });
	const order = {
		...{ resource: 'order', operation: 'create', orderType: 'default', link: '={{ $json.subject }}', quantity: 1000 },
		service: { __rl: true, mode: 'id', value: '1' },
	};
	const options = { onNotBought: 'returnItem', callsAtOnce: 3 };
	const buyers = [
		{ own: false, sms: false, workflow: await publish('derived', { ...order, options: { onNotBought: 'returnItem' } }) },
		{ own: true, sms: false, workflow: await publish('own', { ...order, orderKey: '={{ $json.subject }}', options }) },
	];
	if (name === 'hstockplus') {
		const project = { __rl: true, mode: 'id', value: firstProject(await call(panel, 'sms_projects', { country: 'us' })) };
		const sms = { resource: 'smsNumber', operation: 'create', country: 'us', project, quantity: 1 };
		const phone = '={{ $json.subject }}';
		const asked = { ...sms, orderKey: phone, options: { ...options, phone } };
		buyers.push({ own: true, sms: true, workflow: await publish('sms', asked) });
		const parameters = { event: 'smsCode', watch: 'url', watchUrl: `${receiver.url}/watch/sms-${name}` };
		await publishTrigger(client, { name: `codes-${name}`, credential, parameters, receiver: receiver.url });
	}
	const parameters = { event: 'orderStatus', watch: 'url', watchUrl: `${receiver.url}/watch/orders-${name}`, states: FINAL };
	await publishTrigger(client, { name: `events-${name}`, credential, parameters, receiver: receiver.url });
	return { name, panel, buyers };
}

/** Opens a shop at all three panels. */
export async function openShop(host: QueueHost, receiver: Receiver, random: Random): Promise<Shop> {
	const wishes: Wish[] = [];
	let number = 0;
	let resent = 0;
	const handedBy = (...names: string[]) => receiver.handed.filter(({ workflow }) => names.includes(workflow));
	const reportedAt = ({ buyers }: Pick<Counter, 'buyers'>): Reported[] =>
		handedBy(...buyers.map(({ workflow }) => workflow.name)).map(({ item }) => toReported(item));
	const idsAt = ({ buyers }: Pick<Counter, 'buyers'>, sms: boolean): string[] => {
		const names = buyers.filter((buyer) => buyer.sms === sms).map(({ workflow }) => workflow.name);
		return [...new Set(handedBy(...names).flatMap(({ item }) => (item.order === undefined ? [] : [String(item.order)])))];
	};
	/** What a trigger has to look at: everything it has not emitted, and what it emitted a moment ago. */
	const watched = (counter: Pick<Counter, 'buyers'>, sms: boolean, trigger: string): string[] => {
		const doneAt = new Map(handedBy(trigger).map(({ item, at: when }) => [String(item.order), when]));
		return idsAt(counter, sms).filter((id) => Date.now() - (doneAt.get(id) ?? Date.now()) < WATCHED_AFTER_EVENT_MS);
	};

	const counters: Counter[] = [];
	for (const name of DIALECTS) {
		const counter = await openCounter(host, receiver, name);
		const client = host.client();
		const credential = await credentialFor(client, counter.panel.url, counter.panel.apiKey);
		const publish = async (kind: string, parameters: Record<string, unknown>): Promise<Called> =>
			await publishCalled(client, { name: `${kind}-${name}`, credential, parameters, receiver: receiver.url });
		const some = (sms: boolean) =>
			idsAt(counter, sms)
				.slice(-20)
				.map((id) => ({ id }));
		const readers = [
			{
				workflow: await publish('status', { resource: 'order', operation: 'getStatus', orderIds: '={{ $json.id }}' }),
				items: () => some(false),
			},
			{
				workflow: await publish('catalog', { resource: 'service', operation: 'getAll', returnAll: false, limit: 5 }),
				items: () => [{}],
			},
		];
		if (name === 'hstockplus') {
			const parameters = { resource: 'smsNumber', operation: 'getCode', orderIds: '={{ $json.id }}' };
			readers.push({ workflow: await publish('code', parameters), items: () => some(true) });
		}
		receiver.watch(`orders-${name}`, () => watched(counter, false, `events-${name}`));
		receiver.watch(`sms-${name}`, () => watched(counter, true, `codes-${name}`));
		counters.push({ ...counter, readers });
	}

	const subjectOf = (sms: boolean): string => {
		number++;
		return sms ? `+1555${String(number).padStart(7, '0')}` : `https://example.com/${random.pick(ENDINGS)}/${number}`;
	};
	const buySomething = async (): Promise<void> => {
		const counter = at(counters, random.below(counters.length));
		const { workflow, own, sms } = random.pick(counter.buyers);
		const items = Array.from({ length: 1 + random.below(3) }, () => ({ subject: subjectOf(sms) }));
		for (const item of items) wishes.push({ counter, workflow, item, subject: item.subject, own, sentAt: Date.now() });
		await workflow.send(host.main().url, items);
	};
	const readSomething = async (): Promise<void> => {
		const { workflow, items } = random.pick(at(counters, random.below(counters.length)).readers);
		const asked = items();
		if (asked.length > 0) await workflow.send(host.main().url, asked);
	};
	const remind = async (patienceMs = PATIENCE_MS): Promise<boolean> => {
		const heard = new Set(counters.flatMap(reportedAt).map(({ link }) => link));
		const open = wishes.filter(({ own, subject }) => own && !heard.has(subject));
		for (const wish of open) {
			if (Date.now() - wish.sentAt < patienceMs) continue;
			wish.sentAt = Date.now();
			resent++;
			await wish.workflow.send(host.main().url, [wish.item]);
		}
		return open.length === 0;
	};
	return {
		counters,
		wishes,
		get resent() {
			return resent;
		},
		reportedAt,
		idsAt,
		remind,
		sell: async (isOver) => {
			for (let step = 1; !isOver(); step++) {
				await Promise.all([buySomething(), step % 3 === 0 ? readSomething() : undefined]);
				if (step % 10 === 0) await remind();
				await pause(400 + random.below(800));
			}
		},
	};
}

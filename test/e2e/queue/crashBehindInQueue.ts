import type { QueueHost } from '../../host/queueHost';
import { books, boughtAgain, openGate, retryCrashed, startCases, untilHeldOrOver } from '../crashBehind';
import type { Row } from './table';

/** Kills both workers behind every purchase, twice, and takes everything up again each time. */
export async function crashBehindTwice(host: QueueHost): Promise<Row[]> {
	const gate = await openGate();
	const running = await startCases(host.client(), gate);
	const crash = async (): Promise<void> => {
		await host.killWorkers();
		await host.startWorkers();
	};
	try {
		await untilHeldOrOver(host.client(), running);
		await crash();
		gate.set('holding');
		await retryCrashed(host.client(), running);
		await untilHeldOrOver(host.client(), running);
		await crash();
		gate.set('open');
		await retryCrashed(host.client(), running);
		const statuses = [];
		for (const entry of running) {
			const { id } = await entry.latest(host.client());
			statuses.push((await host.client().waitForExecution(id)).status);
		}
		const again = boughtAgain(running);
		const orders = books(running).reduce((sum, [, booked]) => sum + booked, 0);
		const done = statuses.filter((status) => status === 'success').length;
		return [
			{
				what: 'workers killed behind the purchase, twice, and retried',
				measured: `${again.length} of ${orders} orders bought again (${again.join('; ') || 'none'}); ${done} of ${running.length} workflows finished`,
				wanted: '0, all',
				ok: again.length === 0 && done === running.length,
			},
		];
	} finally {
		await gate.close();
		await Promise.all(running.map(async (entry) => await entry.close()));
	}
}

import { createServer } from 'node:http';
import { z } from 'zod';
import { generateCatalog } from '../sandbox';

/**
 * A panel in a process of its own that knows every order, answers after a set time and counts what reaches it. Its
 * parent sets it with a message and gets the counts since the one before.
 */
const settingShape = z.object({ takesLists: z.boolean(), answerMs: z.number() });

const ORDER = { charge: '0.27819', start_count: '3572', status: 'In progress', remains: '157', currency: 'USD' };
const services = JSON.stringify(generateCatalog('hmSocialMedia', 20_000));
let setting = { takesLists: true, answerMs: 0 };
let [calls, atOnce, mostAtOnce, connections, orders] = [0, 0, 0, 0, 0];

function reply(fields: URLSearchParams): string {
	const ids = fields.get('orders');
	switch (fields.get('action')) {
		case 'services':
			return services;
		case 'add':
			return JSON.stringify({ order: ++orders });
		case 'status':
			if (ids === null) return JSON.stringify(ORDER);
			return JSON.stringify(
				setting.takesLists ? Object.fromEntries(ids.split(',').map((id) => [id, ORDER])) : { error: 'Incorrect request' },
			);
		default:
			return JSON.stringify({ balance: '100.84292', currency: 'USD' });
	}
}

const server = createServer((request, response) => {
	calls += 1;
	atOnce += 1;
	mostAtOnce = Math.max(mostAtOnce, atOnce);
	let text = '';
	request.on('data', (part: Buffer) => {
		text += part.toString();
	});
	request.on('end', () => {
		const body = reply(new URLSearchParams(text));
		const answer = () => {
			atOnce -= 1;
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end(body);
		};
		if (setting.answerMs === 0) answer();
		else setTimeout(answer, setting.answerMs);
	});
});
server.on('connection', () => (connections += 1));
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.on('message', (message) => {
	setting = settingShape.parse(message);
	process.send?.({ calls, mostAtOnce, connections });
	[calls, mostAtOnce, connections] = [0, 0, 0];
});
process.on('disconnect', () => process.exit());
